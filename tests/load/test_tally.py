"""What became of a load, and when it is enough."""

from __future__ import annotations

import pytest

from firstcause.load.arrivals import Arrival
from firstcause.load.tally import Handshake, Tally, handshake
from firstcause.model.handshake import Timing
from firstcause.model.load import Caller, LoadScenario
from firstcause.model.service import Objective
from firstcause.testing.builders import faulty_look, healthy_look, unobserved_look

GOOD, STRANGER = Caller("billing-api", 0.9), Caller("stranger", 0.1, "tls/unknown-ca")
SCENARIO = LoadScenario("order-service", 10, 60, objective=Objective(0.25, 0.99, 0.9))


def done(at: float, code: str = "", seconds: float = 0.01, caller: Caller = GOOD) -> Handshake:
    return Handshake(Arrival(at, caller, "", resumes=False), None if code else seconds, code, "TLSv1.3", resumed=False)


def tally(*handshakes: Handshake) -> Tally:
    found = Tally(SCENARIO)
    for one in handshakes:
        found.note(one)
    return found


def test_latency_counts_from_the_moment_at_which_a_handshake_was_due() -> None:
    """What waited for a free hand waited, as its caller would have."""
    look = healthy_look()
    observed = type(look)(look.service, look.target, look.server_name, look.view, look.outcome, timing=Timing(0.1, 0.2))
    arrival = Arrival(0.0, GOOD, "", resumes=False)
    assert handshake(arrival, 0.5, observed).seconds == pytest.approx(0.8)
    assert handshake(arrival, 0.5, faulty_look()).seconds is None
    assert handshake(arrival, 0.5, unobserved_look()).seconds is None


def test_failures_break_the_objective() -> None:
    """Five of a hundred, where one may fail; but not five of a thousand."""
    bad = [done(1, "tls/handshake-timeout") for _ in range(5)]
    assert tally(*bad, *[done(1) for _ in range(95)]).broken(2).startswith("5 of the last 100 handshakes failed")
    assert tally(*bad, *[done(1) for _ in range(995)]).broken(2) == ""


def test_a_few_failures_at_the_beginning_break_nothing() -> None:
    """Four of four may be chance."""
    assert tally(*[done(0, "tls/peer-closed") for _ in range(4)]).broken(1) == ""


def test_slow_handshakes_break_the_objective() -> None:
    """A fifth is late, where a tenth may be."""
    found = tally(*[done(1, seconds=0.3) for _ in range(20)], *[done(1) for _ in range(80)])
    assert found.broken(2).startswith("20 of the last 100 handshakes took longer than 0.25 s")


def test_what_is_long_past_breaks_nothing() -> None:
    """The last ten seconds count."""
    assert tally(*[done(1, "tls/peer-closed") for _ in range(50)], *[done(20) for _ in range(50)]).broken(21) == ""


def test_a_caller_that_is_to_be_refused_is_no_failure_when_it_is() -> None:
    """And one when it is not."""
    refused = tally(*[done(1, "tls/unknown-ca", caller=STRANGER) for _ in range(50)])
    assert (refused.broken(2), dict(refused.expected), dict(refused.failures)) == ("", {"tls/unknown-ca": 50}, {})
    welcome = tally(*[done(1, caller=STRANGER) for _ in range(50)])
    assert welcome.broken(2)


def test_quantiles_are_of_what_went_well() -> None:
    """A refusal is quick, and tells nothing of latency."""
    found = tally(*[done(1, seconds=n / 1000) for n in range(1, 101)], done(1, "tls/peer-closed"))
    assert found.quantiles() == {"p50": 0.051, "p95": 0.096, "p99": 0.1, "max": 0.1}
    assert tally(done(1, "tls/peer-closed")).quantiles() == {}
