"""Plots: well-formed, labelled, and no label upon another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.record.compose import compose
from firstcause.record.scale import place, time_ticks, value_ticks

if TYPE_CHECKING:
    from tests.record.conftest import Scene


def test_a_plot_tells_its_title_and_milestones(scene: Scene) -> None:
    """A reader who cannot see it hears what it shows."""
    scene.story()
    files = compose(scene.material(scene.impact()))
    pictures = [ElementTree.fromstring(text) for path, text in files.items() if path.endswith(".svg")]  # noqa: S314
    assert len(pictures) == 2
    for picture in pictures:
        words = " ".join(picture.itertext())
        assert "over time" in words
        assert all(name in words for name in ("began", "detected", "paged", "mitigated", "recovered", "resolved"))


@given(st.lists(st.floats(62, 896), max_size=6))
def test_labels_never_touch(moments: list[float]) -> None:
    """Milestones seconds apart get rows of their own."""
    labels = place([(x, "mitigated 05:18:02") for x in moments], 896)
    for one in labels:
        others = [other for other in labels if other is not one and other.row == one.row]
        assert all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in others)


@given(st.floats(1e-6, 1e9))
def test_the_axis_reaches_every_value(highest: float) -> None:
    """The last tick is not below the highest value, and there are few."""
    ticks = value_ticks(highest)
    assert ticks[-1] >= highest * (1 - 1e-9)
    assert len(ticks) <= 7


@pytest.mark.parametrize(("seconds", "first"), [(40, "04:58:45"), (1800, "05:00"), (86400, "06:00")])
def test_time_labels_are_round_and_in_utc(seconds: int, first: str) -> None:
    """Labels stand at round moments of a 24-hour clock."""
    start = 1762491521.0  # 2025-11-07T04:58:41Z
    ticks = time_ticks(start, start + seconds)
    assert ticks[0][1] == first
    assert 2 <= len(ticks) <= 9
