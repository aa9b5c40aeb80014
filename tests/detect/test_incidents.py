"""One failure is one incident, however many complain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from firstcause.detect.incidents import (
    FiringAlert,
    incident_for,
    is_joined,
    joining,
    leaving,
    neighbourhood,
    opening,
    services_of,
)
from firstcause.eventlog.evolve import fold
from firstcause.model.facts import AlertFired, AlertLeft, CauseIdentified
from firstcause.model.incident import Urgency
from firstcause.model.service import Catalogue, Service
from firstcause.testing.builders import CODE, SERVICE, alert, events, hypothesis, incident, joined, opened
from firstcause.testing.clock import START, moment
from firstcause.testing.world import SHOP

RING = Catalogue((Service("a", depends_on=("b",)), Service("b", depends_on=("c",)), Service("c", depends_on=("a",))))
TWO_BRANCHES = Catalogue(
    (Service("entry", depends_on=("left", "right")), Service("left"), Service("right"), Service("island"))
)


def firing(fact: AlertFired | None = None, at: datetime = START) -> FiringAlert:
    return FiringAlert(fact or alert(), at, ("e1",))


@pytest.mark.parametrize(
    ("catalogue", "service", "near"),
    [
        (SHOP, "billing-api", {"billing-api", "order-service", "storefront"}),
        (SHOP, "stranger", {"stranger"}),
        (RING, "a", {"a", "b", "c"}),
        (TWO_BRANCHES, "left", {"left", "entry"}),
        (TWO_BRANCHES, "entry", {"entry", "left", "right"}),
    ],
)
def test_the_neighbourhood_is_all_callees_and_all_callers(catalogue: Catalogue, service: str, near: set[str]) -> None:
    """However far, also around a ring; siblings are no neighbours."""
    assert neighbourhood(service, catalogue) == near


def test_an_alert_belongs_to_the_open_incident_near_by() -> None:
    """A caller's complaint joins; an island opens its own."""
    known = [incident()]
    assert incident_for(alert("storefront"), known, SHOP) == known[0]
    assert incident_for(alert("island"), known, TWO_BRANCHES) is None
    assert incident_for(alert("billing-api"), [], SHOP) is None


def test_the_cause_extends_the_incident() -> None:
    """An alert near the cause belongs to it, although the first alert was elsewhere."""
    found = incident((1, CauseIdentified(hypothesis("right"))))
    assert services_of(found) == {SERVICE, "right"}
    assert incident_for(alert("entry"), [found], TWO_BRANCHES) == found


def test_the_same_fault_at_two_services_of_one_caller_is_one_incident() -> None:
    """The caller's client certificate ran out: both refuse it, and nobody is to be paged twice for that."""
    left = fold(events((0, opened("left")), (0, joined("left"))))
    assert incident_for(alert("right"), [left], TWO_BRANCHES) == left
    assert incident_for(alert("right", "tls/certificate-expired"), [left], TWO_BRANCHES) is None
    assert incident_for(alert("island"), [left], TWO_BRANCHES) is None
    over = fold(events((0, opened("left")), (0, joined("left")), (1, AlertLeft("probe/left"))))
    assert incident_for(alert("right"), [over], TWO_BRANCHES) is None


@pytest.mark.parametrize(
    ("fact", "at", "expected"),
    [
        (alert(), 0, True),
        (alert(), 5, False),  # it fires anew
        (alert("billing-api"), 0, False),
    ],
)
def test_an_incident_knows_an_alerts_last_word(fact: AlertFired, at: float, expected: bool) -> None:
    """What fires anew has to join anew."""
    assert is_joined(firing(fact, moment(at)), incident()) is expected


def test_a_page_opens_an_incident_and_a_ticket_does_not() -> None:
    """The alert is its first member, with its own time and evidence."""
    first, second = opening(firing(at=moment(-3)))
    assert first.fact == replace(opened(), summary=alert().summary)
    assert (first.occurred_at, first.evidence) == (second.occurred_at, second.evidence) == (moment(-3), ("e1",))
    assert opening(firing(alert(urgency=Urgency.TICKET))) == []


def test_an_alert_that_joins_says_what_it_is() -> None:
    """Folded, the incident knows it."""
    (statement,) = joining(firing(alert("billing-api"), moment(4)))
    found = fold(events((0, opened()), (4, statement.fact)))
    assert [(a.identity, a.code, a.fired_at) for a in found.alerts] == [("probe/billing-api", CODE, moment(4))]


def test_alerts_that_fire_no_more_leave_once() -> None:
    """Those that still fire stay."""
    assert [s.fact for s in leaving(incident(), {}, START)] == [AlertLeft(f"probe/{SERVICE}")]
    assert leaving(incident(), {f"probe/{SERVICE}": firing()}, START) == []
    assert leaving(incident((1, AlertLeft(f"probe/{SERVICE}"))), {}, START) == []
