"""How sure one may be of the first candidate: coarse, and never surer than the evidence is loud."""

from __future__ import annotations

import pytest

from firstcause.diagnose.localise.gate import confidences


@pytest.mark.parametrize(
    ("scores", "explained", "first"),
    [
        ([0.8, 0.1], 0.0, 0.9),
        ([0.8, 0.4], 0.0, 0.75),
        ([0.8, 0.7], 0.0, 0.5),
        ([0.2], 0.0, 0.5),
        ([0.2], 0.8, 0.9),
    ],
    ids=["far ahead", "ahead", "close", "alone but faint", "faint, and explains the alarm"],
)
def test_confidence_follows_the_lead_and_the_loudness(scores: list[float], explained: float, first: float) -> None:
    """Far ahead is not enough: the best of a weak field stays a guess."""
    assert confidences(scores, explained)[0] == first


def test_the_others_share_what_the_first_one_leaves() -> None:
    """Confidences of one ranking add up to one at most."""
    assert confidences([0.8, 0.2, 0.2], 0.0) == [0.9, 0.05, 0.05]
    assert confidences([], 0.0) == []
