"""Is it over? Only when the signals say so, for long enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.detect.onset import Step
from firstcause.detect.policy import DetectPolicy, SeverityRow
from firstcause.detect.recovery import endpoints_healthy, recovered_at, recovery, resolution, without_impact
from firstcause.detect.severity import assess
from firstcause.detect.watch import Watch, key_of
from firstcause.model.change import Change
from firstcause.model.facts import AlertLeft, ChangeObserved, Fact, IncidentResolved, RecoveryObserved, SeverityAssessed
from firstcause.model.handshake import HandshakeObserved
from firstcause.model.incident import Severity
from firstcause.testing.builders import SERVICE, change, faulty_look, healthy_look, incident, unobserved_look
from firstcause.testing.clock import START, moment

POLICY = replace(DetectPolicy(), recovery_quiet=timedelta(seconds=10), resolve_after=timedelta(seconds=60))


def series(*stretches: tuple[int, float, float]) -> list[Step]:
    """(seconds, total a second, bad a second), one after another."""
    counts = [(total, bad) for length, total, bad in stretches for _ in range(length)]
    return [Step(moment(second), total, bad) for second, (total, bad) in enumerate(counts, 1)]


@pytest.mark.parametrize(
    ("stretches", "over"),
    [
        ([(5, 20, 0), (20, 20, 10), (10, 20, 0)], 25),
        ([(5, 20, 0), (20, 20, 10), (9, 20, 0)], None),  # not quiet for long enough
        ([(20, 20, 10)], None),
        ([(20, 20, 10), (30, 20, 1)], None),  # a trickle that no single step betrays
        ([(20, 20, 10), (30, 0, 0)], None),  # nobody comes: no proof of health
        ([(5, 20, 0), (20, 2, 1), (30, 2, 0)], 25),  # so little traffic that no step sticks out
        ([(5, 20, 0), (20, 20, 12), (3, 20, 0), (2, 20, 3), (12, 20, 0)], 25),  # a few slow answers afterwards
        ([(5, 20, 0), (20, 20, 12), (3, 20, 0), (2, 20, 3), (9, 20, 0)], None),  # believed once they are past, too
        ([(5, 20, 0), (20, 20, 12), (6, 20, 5), (12, 20, 0)], 31),  # better, and not well
        ([(5, 20, 0), (20, 20, 19), (5, 20, 0), (2, 20, 5), (12, 20, 0)], 32),  # clearly bad, if less than before
        ([(40, 20, 0)], None),  # nothing was ever wrong
        ([], None),
    ],
)
def test_recovery_is_when_the_bad_requests_ended(stretches: list[tuple[int, float, float]], over: int | None) -> None:
    """Once the quiet has lasted, and is quiet as a whole."""
    seen = series(*stretches)
    now = seen[-1].at if seen else START
    assert recovered_at(seen, 0.0, POLICY, now) == (None if over is None else moment(over))


def watches(*looks: HandshakeObserved, in_a_row: int = 2) -> dict[tuple[str, str, str], Watch]:
    return {key_of(look): Watch(START, look, in_a_row) for look in looks}


@pytest.mark.parametrize(
    ("looks", "in_a_row", "healthy"),
    [
        ([], 2, True),
        ([healthy_look()], 2, True),
        ([healthy_look()], 1, False),
        ([healthy_look(target="a:1"), faulty_look(target="b:1")], 2, False),
        ([faulty_look("billing-api")], 2, True),  # somebody else's
        ([unobserved_look()], 2, True),  # we cannot look: it does not speak against
    ],
)
def test_endpoints_are_healthy_when_every_look_says_so(
    looks: list[HandshakeObserved], in_a_row: int, healthy: bool
) -> None:
    """As far as we can look."""
    assert endpoints_healthy(watches(*looks, in_a_row=in_a_row), [SERVICE], 2) is healthy


def test_recovery_says_how_it_was_seen() -> None:
    """With the baseline's share; and without impact, what was looked at and what could not be."""
    fact = recovery(moment(9), ("e1",), 0.0123).fact
    assert isinstance(fact, RecoveryObserved)
    assert "1.23%" in fact.method
    texts = [
        without_impact(START, evidence, traffic_observed=observed).fact
        for evidence, observed in ((("e1",), True), (("e1",), False), ((), True))
    ]
    assert [t.method for t in texts if isinstance(t, RecoveryObserved)] == [
        "no look at an endpoint finds a fault; no degraded request beyond the baseline was seen at any time",
        "no look at an endpoint finds a fault; the requests at the entry could not be observed",
        "no alert fires any more; no endpoint is watched; no degraded request beyond the baseline was seen at any time",
    ]


LEFT = AlertLeft(f"probe/{SERVICE}")
RECOVERED = RecoveryObserved("requests", "quiet")


def observed(one: Change) -> Fact:
    return ChangeObserved(one)


@pytest.mark.parametrize(
    ("facts", "now", "resolved"),
    [
        ([LEFT, RECOVERED], 65, True),
        ([LEFT, RECOVERED], 55, False),
        ([RECOVERED], 65, False),  # an alert still fires
        ([LEFT], 999, False),  # nobody saw it recover
        ([LEFT, RECOVERED, IncidentResolved("by hand")], 999, False),
        ([LEFT, RECOVERED, observed(change(seconds=30, takes_seconds=10))], 95, False),
        ([LEFT, RECOVERED, observed(change(seconds=30, takes_seconds=10))], 101, True),
        ([LEFT, RECOVERED, observed(change(seconds=30, takes_seconds=None))], 999, False),  # a rollout is under way
        ([LEFT, RECOVERED, observed(change(seconds=30, takes_seconds=None))], 3700, True),  # nobody said it finished
    ],
)
def test_an_incident_resolves_after_a_lasting_quiet(facts: list[Fact], now: float, resolved: bool) -> None:
    """No alert, no rollout, and the time that the policy asks for."""
    found = resolution(incident(*((3.0, fact) for fact in facts)), POLICY, moment(now))
    assert [type(s.fact) for s in found] == ([IncidentResolved] if resolved else [])


ROWS = (
    SeverityRow(Severity.P1, failed=0.20, users=1000, tier=1),
    SeverityRow(Severity.P2, failed=0.05, users=100, tier=2),
    SeverityRow(Severity.P3, failed=0.0),
)


@pytest.mark.parametrize(
    ("share", "users", "tier", "expected", "because"),
    [
        (0.25, None, 1, Severity.P1, "25.0% of the requests failed (threshold 20.0%)"),
        (0.25, None, 2, Severity.P2, "25.0% of the requests failed (threshold 5.0%)"),
        (0.25, None, 3, Severity.P3, "25.0% of the requests failed (no threshold)"),
        (0.0002, None, 1, Severity.P3, "under 0.1% of the requests failed (no threshold)"),
        (0.20, None, 1, Severity.P1, "20.0% of the requests failed (threshold 20.0%)"),
        (0.01, 1000, 1, Severity.P1, "1000 users affected (threshold 1000)"),
        (0.01, 999, 1, Severity.P2, "999 users affected (threshold 100)"),
        (0.01, None, 1, Severity.P3, "1.0% of the requests failed (no threshold)"),
        (None, 150, 1, Severity.P2, "150 users affected (threshold 100)"),
        (None, None, 1, Severity.P3, "how many requests failed was not observed"),
    ],
)
def test_the_first_row_that_matches_is_the_severity(
    share: float | None, users: int | None, tier: int, expected: Severity, because: str
) -> None:
    """With its reason; what was not observed is not taken for zero."""
    assert assess(ROWS, share, users, tier) == SeverityAssessed(expected, because)


def test_where_no_row_matches_there_is_no_severity() -> None:
    """The table is the team's."""
    assert assess(ROWS[:2], 0.01, None, 1) is None
