"""When handshakes are due: as many as asked, climbing as asked, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from firstcause.load.arrivals import arrivals, expected_count
from firstcause.model.load import Caller, LoadScenario

ONE = (Caller("billing-api", 1.0),)
STEADY = LoadScenario("order-service", rate=100, duration_seconds=60, callers=ONE)


@pytest.mark.parametrize("ramp", [0.0, 20.0, 60.0])
def test_there_are_as_many_as_the_rate_says(ramp: float) -> None:
    """Within four standard deviations of a Poisson process."""
    scenario = replace(STEADY, ramp_seconds=ramp)
    expected = expected_count(scenario)
    assert expected == pytest.approx(100 * (60 - ramp / 2))
    assert abs(len(list(arrivals(scenario))) - expected) < 4 * expected**0.5


def test_the_rate_climbs_in_a_straight_line() -> None:
    """A quarter of the ramp's handshakes come in its first half."""
    at = [arrival.at for arrival in arrivals(replace(STEADY, ramp_seconds=60.0, rate=400))]
    assert sum(one < 30 for one in at) / len(at) == pytest.approx(0.25, abs=0.03)
    assert at == sorted(at)
    assert max(at) < 60


def test_callers_versions_and_resumption_have_their_shares() -> None:
    """Whose handshake it is, and how it is made."""
    scenario = replace(
        STEADY,
        callers=(Caller("good", 0.9), Caller("stranger", 0.1)),
        versions={"TLSv1.3": 0.8, "TLSv1.2": 0.2},
        resumption=0.3,
    )
    found = list(arrivals(scenario))
    views = Counter(arrival.caller.view for arrival in found)
    versions = Counter(arrival.version for arrival in found)
    assert views["stranger"] / len(found) == pytest.approx(0.1, abs=0.02)
    assert versions["TLSv1.2"] / len(found) == pytest.approx(0.2, abs=0.03)
    assert sum(arrival.resumes for arrival in found) / len(found) == pytest.approx(0.3, abs=0.03)


def test_a_seed_can_be_played_again() -> None:
    """The same scenario is the same load; another seed is another."""
    assert list(arrivals(STEADY)) == list(arrivals(STEADY))
    assert list(arrivals(STEADY)) != list(arrivals(replace(STEADY, seed=1)))
