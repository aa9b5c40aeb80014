"""Tickets for what works today and soon will not."""

from __future__ import annotations

from dataclasses import replace

from firstcause.detect.alerts import Situation, decide
from firstcause.detect.incidents import FiringAlert, is_upkeep
from firstcause.detect.policy import DetectPolicy
from firstcause.detect.traffic import Traffic
from firstcause.detect.watch import Watch, key_of
from firstcause.model.event import Statement
from firstcause.model.facts import AlertFired, AlertResolved
from firstcause.model.handshake import HandshakeObserved, HandshakeWarning
from firstcause.model.incident import Urgency
from firstcause.testing.builders import SERVICE, alert, faulty_look, healthy_look
from firstcause.testing.clock import START
from firstcause.testing.world import SHOP

ENDS = HandshakeWarning("tls/expires-soon", "'order-service' expires in 5 days.")
CLIENT_ENDS = HandshakeWarning("tls/expires-soon", "The client certificate 'billing-api' expires in 5 days.", "client")
NOT_LOADED = HandshakeWarning("tls/served-differs", "order-service does not serve what lies at order.pem.")


def warned(*warnings: HandshakeWarning, view: str = "system", target: str = "") -> HandshakeObserved:
    return replace(healthy_look(view=view, target=target), warnings=warnings)


def decided(*looks: HandshakeObserved, firing: str = "", in_a_row: int = 2) -> list[Statement]:
    watches = {key_of(look): Watch(START, look, in_a_row) for look in looks}
    known = {firing: replace(alert(SERVICE), identity=firing, urgency=Urgency.TICKET)} if firing else {}
    situation = Situation(watches, {key: f"look {key[1]}" for key in watches}, Traffic({}, ()), known)
    return decide(situation, SHOP, DetectPolicy(), START)


def test_a_certificate_about_to_end_is_a_ticket() -> None:
    """It wakes nobody, says when, and cites the look."""
    (statement,) = decided(warned(ENDS))
    fact = statement.fact
    assert isinstance(fact, AlertFired)
    assert (fact.service, fact.code, fact.urgency) == (SERVICE, "tls/expires-soon", Urgency.TICKET)
    assert "expires in 5 days" in fact.summary
    assert statement.evidence == (f"look {SERVICE}-0:8443",)


def test_the_caller_s_own_certificate_is_the_caller_s_ticket() -> None:
    """Whoever has to renew it is told, and not whoever asked for it."""
    (statement,) = decided(warned(CLIENT_ENDS, view="billing-api"))
    assert isinstance(statement.fact, AlertFired)
    assert statement.fact.service == "billing-api"


def test_a_caller_that_is_no_service_leaves_it_to_the_service() -> None:
    """A view of the probe's own has no owner in the catalogue."""
    (statement,) = decided(warned(CLIENT_ENDS, view="probe"))
    assert isinstance(statement.fact, AlertFired)
    assert statement.fact.service == SERVICE


def test_each_matter_has_a_ticket_of_its_own() -> None:
    """Renewed and never loaded is another matter than about to end."""
    codes = {s.fact.code for s in decided(warned(ENDS, NOT_LOADED)) if isinstance(s.fact, AlertFired)}
    assert codes == {"tls/expires-soon", "tls/served-differs"}


def test_a_ticket_is_written_once() -> None:
    """As long as its reason stands."""
    assert decided(warned(ENDS), firing=f"upkeep/{SERVICE}/expires-soon") == []


def test_one_look_is_not_enough() -> None:
    """As for a fault."""
    assert decided(warned(ENDS), in_a_row=1) == []


def test_a_ticket_ends_when_no_endpoint_gives_a_reason() -> None:
    """Not while one still does, nor while one is broken and says nothing of it."""
    identity = f"upkeep/{SERVICE}/expires-soon"
    first, second = f"{SERVICE}-0:8443", f"{SERVICE}-1:8443"
    renewed, old = warned(target=first), warned(ENDS, target=second)
    broken = faulty_look(target=second)
    assert [s.fact for s in decided(renewed, warned(target=second), firing=identity)] == [AlertResolved(identity)]
    assert decided(renewed, old, firing=identity) == []
    assert not any(isinstance(s.fact, AlertResolved) for s in decided(renewed, broken, firing=identity))


def test_no_incident_takes_a_ticket_of_this_kind_in() -> None:
    """It would keep an incident open that it has nothing to do with."""
    (ticket,) = decided(warned(ENDS))
    assert isinstance(ticket.fact, AlertFired)
    assert is_upkeep(FiringAlert(ticket.fact, START, ()))
    assert not is_upkeep(FiringAlert(alert(SERVICE), START, ()))
