"""Which signs become an alert, and whether it wakes somebody."""

from __future__ import annotations

import pytest

from firstcause.detect.alerts import Situation, decide
from firstcause.detect.burn import Count, Counts, Tally, windows
from firstcause.detect.policy import DetectPolicy
from firstcause.detect.traffic import Traffic, questions, read
from firstcause.detect.watch import Watch, Watches, key_of
from firstcause.model.event import Statement
from firstcause.model.facts import AlertFired, AlertResolved
from firstcause.model.handshake import HandshakeObserved
from firstcause.model.incident import Urgency
from firstcause.testing.builders import CODE, SERVICE, alert, answer, faulty_look, healthy_look
from firstcause.testing.clock import START, moment
from firstcause.testing.world import SHOP

POLICY = DetectPolicy()
PEACEFUL = Traffic({}, ())
HURT = Traffic({SERVICE: ("e-traffic",)}, ())
UNKNOWN = Traffic(None, ())
IDENTITY = f"probe/{SERVICE}"


def watches(*looks: HandshakeObserved, in_a_row: int = 2) -> Watches:
    return {key_of(look): Watch(START, look, in_a_row) for look in looks}


def replica(number: int, code: str = "") -> HandshakeObserved:
    target = f"{SERVICE}-{number}:8443"
    return faulty_look(code=code, target=target) if code else healthy_look(target=target)


def alerts(seen: Watches, traffic: Traffic = PEACEFUL, *firing: AlertFired) -> list[Statement]:
    looks = {key: f"look at {key[1]}" for key in seen}
    return decide(Situation(seen, looks, traffic, {a.identity: a for a in firing}), SHOP, POLICY, START)


@pytest.mark.parametrize(
    ("faulty", "traffic", "urgency"),
    [
        (1, PEACEFUL, Urgency.TICKET),
        (2, PEACEFUL, Urgency.TICKET),
        (1, HURT, Urgency.PAGE),
        (2, HURT, Urgency.PAGE),
        (1, UNKNOWN, Urgency.TICKET),
        (2, UNKNOWN, Urgency.PAGE),
    ],
)
def test_a_fault_that_hurts_is_a_page_and_one_that_does_not_a_ticket(
    faulty: int, traffic: Traffic, urgency: Urgency
) -> None:
    """Where nobody can tell, a fault on most endpoints is a page: silence is the worse mistake."""
    seen = watches(*(replica(n, CODE if n < faulty else "") for n in range(2)))
    (statement,) = alerts(seen, traffic)
    assert isinstance(statement.fact, AlertFired)
    assert (statement.fact.identity, statement.fact.code, statement.fact.urgency) == (IDENTITY, CODE, urgency)
    assert len(statement.fact.endpoints) == faulty
    assert f"{faulty} of 2 looks" in statement.fact.summary


def test_an_alert_cites_the_looks_and_the_traffic() -> None:
    """Whoever is paged can see what was seen."""
    (statement,) = alerts(watches(replica(0, CODE), replica(1)), HURT)
    assert statement.evidence == (f"look at {SERVICE}-0:8443", "e-traffic")


def test_the_alert_has_the_commonest_code() -> None:
    """Of equals the first in the alphabet, so that two evaluators say the same."""
    expired = "tls/certificate-expired"
    many = watches(replica(0, CODE), replica(1, CODE), replica(2, expired))
    equal = watches(replica(0, CODE), replica(1, expired))
    codes = [s.fact.code for seen in (many, equal) for s in alerts(seen) if isinstance(s.fact, AlertFired)]
    assert codes == [CODE, expired]


@pytest.mark.parametrize(
    ("seen", "firing"),
    [
        (watches(replica(0, CODE), in_a_row=1), None),
        (watches(replica(0)), None),
        (watches(replica(0, CODE)), Urgency.TICKET),
        (watches(replica(0, CODE)), Urgency.PAGE),
        (watches(replica(0), replica(1, CODE)), Urgency.PAGE),
        (watches(replica(0), in_a_row=1), Urgency.PAGE),
        ({}, Urgency.PAGE),
    ],
)
def test_nothing_is_said_twice_or_too_early(seen: Watches, firing: Urgency | None) -> None:
    """Unconfirmed signs, what fires already, health of some endpoints only, and a restart say nothing."""
    assert alerts(seen, PEACEFUL, *([alert(urgency=firing)] if firing else [])) == []


def test_a_ticket_rises_to_a_page_when_traffic_is_hurt() -> None:
    """It fires again with the higher urgency; a page never becomes a ticket."""
    seen = watches(replica(0, CODE))
    (statement,) = alerts(seen, HURT, alert(urgency=Urgency.TICKET))
    assert isinstance(statement.fact, AlertFired)
    assert statement.fact.urgency is Urgency.PAGE
    assert alerts(seen, PEACEFUL, alert(urgency=Urgency.PAGE)) == []


def test_an_alert_resolves_when_every_endpoint_is_confirmed_healthy() -> None:
    """Not one look earlier."""
    (statement,) = alerts(watches(replica(0), replica(1)), PEACEFUL, alert())
    assert statement.fact == AlertResolved(IDENTITY)


def counts(requests: float, failed: float, late: float = 0.0) -> Counts:
    """The same in every window, as after a long while of it."""
    tally = Count({"storefront": Tally(requests, failed, late)}, ("e-count",))
    return dict.fromkeys(windows(POLICY), tally)


@pytest.mark.parametrize(
    ("counted", "firing", "says"),
    [
        (counts(100, 4), False, None),  # fewer than `failed_least`
        (counts(10_000, 9), False, None),  # within the objective of 99.9 %
        (counts(1000, 15), False, AlertFired),
        (counts(1000, 15), True, None),
        (counts(0, 0), True, None),  # no customer, no proof of health
        (counts(0, 0), False, None),
        (counts(1000, 0), True, AlertResolved),
        ({}, True, None),  # nobody counted
    ],
)
def test_an_objective_that_burns_is_an_alert_until_it_burns_no_more(
    counted: Counts, firing: bool, says: type | None
) -> None:
    """It is said once, and taken back only where requests prove that all is well."""
    known = {"traffic/storefront": alert("storefront", "app/errors", identity="traffic/storefront")} if firing else {}
    stated = decide(Situation({}, {}, PEACEFUL, known, counted), SHOP, POLICY, START)
    assert [type(s.fact) for s in stated] == ([says] if says else [])


@pytest.mark.parametrize(("returns", "looks"), [(1, 2), (2, 4), (3, 8)])
def test_an_alert_that_flaps_is_believed_to_be_over_more_slowly(returns: int, looks: int) -> None:
    """Each time that it came back lately, twice as many healthy looks are wanted."""
    for in_a_row, over in ((looks - 1, False), (looks, True)):
        seen = watches(replica(0), replica(1), in_a_row=in_a_row)
        ids = dict.fromkeys(seen, "look")
        situation = Situation(seen, ids, PEACEFUL, {IDENTITY: alert()}, fired_lately={IDENTITY: returns})
        assert bool(decide(situation, SHOP, POLICY, START)) is over


def test_traffic_is_read_from_the_answers() -> None:
    """Half a failure is none yet; an entry without a complete answer is left out; silence is None, not zero."""
    asked = questions(SHOP, POLICY, START)
    handshakes, calls = asked.pop("failed handshakes"), asked.pop("calls")
    answers = {name: answer(query, (12.0, {})) for name, query in asked.items()}
    failing = answer(handshakes, (0.6, {"peer": "billing-api"}), (3.0, {"peer": SERVICE}), (9.0, {}))
    well = {"service": SERVICE, "callee": "billing-api", "outcome": "ok"}
    called = answer(calls, (9.0, well), (2.0, {**well, "callee": "till", "outcome": "failed"}))
    traffic = read({**answers, "failed handshakes": failing, "calls": called}, SHOP)
    assert traffic.failing_towards == {SERVICE: (failing.id,), "till": (called.id,)}
    assert [(e.service, e.requests, e.failed) for e in traffic.entries] == [("storefront", 12.0, 12.0)]
    silent = {name: answer(query, silence="connection refused") for name, query in asked.items()}
    assert read({**silent, "failed handshakes": answer(handshakes, silence="no")}, SHOP) == Traffic(None, ())
    assert (traffic.hurt_by(SERVICE), traffic.hurt_by("billing-api"), UNKNOWN.hurt_by(SERVICE)) == (True, False, None)


@pytest.mark.parametrize(("looked_at", "over"), [(-1, False), (0, False), (1, True)])
def test_a_look_from_before_the_alert_does_not_end_it(looked_at: float, over: bool) -> None:
    """Another process saw the fault first: that we saw health a moment earlier says nothing."""
    seen = {key_of(look): Watch(moment(looked_at), look, 2) for look in (replica(0), replica(1))}
    firing = alert()
    situation = Situation(seen, {}, PEACEFUL, {IDENTITY: firing}, fired_at={IDENTITY: START})
    assert [s.fact for s in decide(situation, SHOP, POLICY, moment(2))] == ([AlertResolved(IDENTITY)] if over else [])


@pytest.mark.parametrize(("known_until", "over"), [(-1, False), (0, False), (1, True)])
def test_traffic_from_before_the_alert_does_not_end_it(known_until: float, over: bool) -> None:
    """Another process scraped the failing requests first: what we last scraped was still healthy."""
    identity = "traffic/storefront"
    firing, settled = {identity: alert(identity=identity)}, moment(known_until)
    situation = Situation({}, {}, PEACEFUL, firing, counts(1000, 0), fired_at={identity: START}, settled=settled)
    assert [s.fact for s in decide(situation, SHOP, POLICY, moment(2))] == ([AlertResolved(identity)] if over else [])
