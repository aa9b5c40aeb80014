"""The change point: exact where the counts are clean, silent on noise, never outside the series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.detect.onset import Step, beginning, change_point, last_bad, middle, onset, relapse, steps, within
from firstcause.model.evidence import Sample
from firstcause.testing.clock import moment

HEALTHY_SERIES = 500
FALSE_ALARMS_ALLOWED = 0.03  # of healthy series


def series(counts: Sequence[tuple[float, float]]) -> list[Step]:
    """(total, bad) a second; the first step ends at second 1."""
    return [Step(moment(second), total, bad) for second, (total, bad) in enumerate(counts, 1)]


def noise(random: Random, length: int, total: int, share: float) -> list[tuple[float, float]]:
    return [(total, sum(random.random() < share for _ in range(total))) for _ in range(length)]


@pytest.mark.parametrize("onset_at", [1, 2, 10, 29, 39])
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_clean_step_is_found_exactly(onset_at: int, share: float) -> None:
    """The end of the last good step, wherever it lies; the moment itself is half a step later."""
    found = onset(series([(20, 0 if second < onset_at else 20 * share) for second in range(40)]))
    assert found is not None
    assert found.at == moment(onset_at)
    assert found.before == 0
    assert found.after == pytest.approx(share)
    assert middle(found, timedelta(seconds=1)) == moment(onset_at + 0.5)


@pytest.mark.parametrize(
    "counts",
    [
        [],
        [(20, 20)],
        [(0, 0)] * 10,
        [(20, 0)] * 40,
        [(20, 20)] * 40,
        [(20, 1)] * 40,
        [(20, 10)] * 20 + [(20, 0)] * 20,  # it became better
        [(20, 0)] * 39 + [(20, 1)],  # one request is no incident
    ],
)
def test_where_nothing_became_worse_nothing_is_found(counts: list[tuple[float, float]]) -> None:
    """Silence, constancy, improvement and a single mishap have no onset."""
    assert onset(series(counts)) is None


def test_healthy_noise_is_left_in_peace() -> None:
    """Of 500 healthy series of a minute with 1 % bad requests, hardly any seems to have an onset."""
    random = Random(7)  # noqa: S311 - repeatable noise, not a secret
    alarms = sum(onset(series(noise(random, 60, 20, 0.01))) is not None for _ in range(HEALTHY_SERIES))
    assert alarms / HEALTHY_SERIES <= FALSE_ALARMS_ALLOWED


def test_an_onset_in_noise_is_found_to_the_second_or_two() -> None:
    """1 % bad requests before, 40 % after: in 95 of 100 series the time is within two steps."""
    random = Random(7)  # noqa: S311 - repeatable noise, not a secret
    found = [onset(series(noise(random, 40, 20, 0.01) + noise(random, 20, 20, 0.4))) for _ in range(100)]
    near = [p for p in found if p and abs((p.at - moment(40)).total_seconds()) <= 2]
    assert len(near) >= 95


counted = st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1)).map(lambda pair: (pair[0], pair[0] * pair[1])))


@given(counted)
def test_an_onset_lies_within_the_series(counts: list[tuple[float, float]]) -> None:
    """Never before its first step ended nor at its last, and always for the worse."""
    found = onset(series(counts))
    if found is not None:
        assert moment(1) <= found.at < moment(len(counts))
        assert found.after > found.before
        assert found.gain >= 5


@given(counted)
def test_a_split_never_explains_worse_than_one_share(counts: list[tuple[float, float]]) -> None:
    """The gain in likelihood is not negative, to rounding."""
    found = change_point(series(counts))
    assert found is None or found.gain >= -1e-6


def test_a_count_next_to_nothing_is_no_error() -> None:
    """Interpolated counters leave traces so small that their share of the total is zero."""
    assert change_point(series([(1e6, 5e-324), (1e6, 0.0)])) is not None


def test_two_answers_become_one_series() -> None:
    """Steps that only one answer has are left out; no more bad requests than requests."""
    totals = [Sample(10, moment(1)), Sample(10, moment(2)), Sample(10, moment(3))]
    bads = [Sample(4, moment(2)), Sample(11, moment(3)), Sample(1, moment(9))]
    assert steps(totals, bads) == (Step(moment(2), 10, 4), Step(moment(3), 10, 10))


@pytest.mark.parametrize(
    ("total", "bad", "share", "expected"),
    [(100, 0, 0.0, True), (100, 1, 0.0, True), (100, 2, 0.0, False), (100, 4.9, 0.01, True), (100, 5, 0.01, False)],
)
def test_a_baseline_explains_three_deviations_and_one_request(
    total: float, bad: float, share: float, expected: bool
) -> None:
    """No more."""
    assert within(total, bad, share) is expected


def test_the_last_bad_step_is_found_from_the_end() -> None:
    """None where every step is within the baseline."""
    counts = [(20.0, 0.0), (20.0, 9.0), (20.0, 9.0), (20.0, 1.0)]
    assert last_bad(series(counts), 0.0) == moment(3)
    assert last_bad(series([(20, 1)] * 4), 0.0) is None
    assert last_bad(series([(20, 9), (20, 4)]), 0.0, least_share=0.2) == moment(1)


QUIET, SLOW, BAD = (20.0, 0.0), (20.0, 9.0), (20.0, 16.0)


@pytest.mark.parametrize(
    ("counts", "first_bad"),
    [
        ([QUIET] * 20 + [BAD] * 20, 20),
        ([QUIET] * 17 + [SLOW] * 2 + [QUIET] + [BAD] * 20, 17),
        ([QUIET] * 6 + [SLOW] * 2 + [QUIET] * 5 + [SLOW] * 2 + [QUIET] * 5 + [BAD] * 20, 6),
        ([QUIET] * 5 + [SLOW] * 2 + [QUIET] * 13 + [BAD] * 20, 20),  # too long ago
        ([QUIET] * 17 + [(20.0, 4.0)] + [QUIET] * 2 + [BAD] * 20, 20),  # not clearly bad
        ([QUIET] * 17 + [(2.0, 2.0)] + [QUIET] * 2 + [BAD] * 20, 20),  # two customers
    ],
)
def test_who_was_hurt_shortly_before_the_great_change_was_hurt_by_it(
    counts: list[tuple[float, float]], first_bad: int
) -> None:
    """Bad stretches that lead up to it belong to it; a mishap, or what happened long before, does not."""
    found = onset(series(counts))
    assert found is not None
    begun = beginning(series(counts), found)
    assert begun.at == moment(first_bad)
    assert begun.before == pytest.approx(sum(b for _, b in counts[:first_bad]) / sum(t for t, _ in counts[:first_bad]))


@pytest.mark.parametrize(
    ("counts", "last"),
    [
        ([QUIET] * 9, None),
        ([QUIET] * 5 + [(20.0, 4.0)] * 4, None),
        ([QUIET] * 5 + [SLOW] * 2 + [QUIET] * 2, 7),
        ([SLOW] * 3 + [QUIET] * 6, None),  # before
    ],
)
def test_a_relapse_is_two_clearly_bad_steps(counts: list[tuple[float, float]], last: int | None) -> None:
    """Its end is the end of the last; what was bad until the recovery is none."""
    assert relapse(series(counts), moment(3)) == (moment(last) if last else None)
