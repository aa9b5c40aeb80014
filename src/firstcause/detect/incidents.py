"""Open an incident, or join the one that is open: one failure is one incident, however many complain.

Decided from what fires now and what is open now, not from the moment at which an alert began: whatever a crash left
undone between the two is found and done at the next step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstcause.model.event import Actor, Statement
from firstcause.model.facts import AlertFired, AlertJoined, AlertLeft, IncidentOpened
from firstcause.model.fault import UPKEEP
from firstcause.model.incident import Incident, Urgency
from firstcause.model.service import Catalogue

DETECT = Actor("rule", "detect")


@dataclass(frozen=True, slots=True)
class FiringAlert:
    """An alert that fires: its last word, when it was said and on which evidence."""

    fact: AlertFired
    at: datetime
    evidence: tuple[str, ...]


def is_upkeep(alert: FiringAlert) -> bool:
    """Whether it is about what will fail and does not yet: no part of any failure, however near it is."""
    return alert.fact.code in UPKEEP


def is_joined(alert: FiringAlert, incident: Incident) -> bool:
    """Whether the incident knows the alert's last word. An alert that left and fires anew has a new one, and so has
    one that rose from ticket to page."""
    return any(a.identity == alert.fact.identity and a.fired_at == alert.at for a in incident.alerts)


def incident_for(alert: AlertFired, open_incidents: Sequence[Incident], catalogue: Catalogue) -> Incident | None:
    """The open incident to which this alert belongs: one about a service that it calls, or that calls it; or about the
    same fault at another service of the same caller, whose own side it may be."""
    near = neighbourhood(alert.service, catalogue)
    return next(
        (i for i in open_incidents if near & services_of(i) or _is_of_the_same_caller(alert, i, catalogue)), None
    )


def _is_of_the_same_caller(alert: AlertFired, incident: Incident, catalogue: Catalogue) -> bool:
    """Whether the incident has this very fault at a service that is called by one that calls this one."""
    callers = set(catalogue.declared_callers(alert.service))
    alike = (a.service for a in incident.alerts if a.code == alert.code and not a.resolved)
    return any(callers & set(catalogue.declared_callers(service)) for service in alike)


def services_of(incident: Incident) -> set[str]:
    """Every service that an alert of the incident, or its cause, names."""
    named = {incident.service, *(a.service for a in incident.alerts)}
    return named | ({incident.cause.service} if incident.cause else set())


def neighbourhood(service: str, catalogue: Catalogue) -> set[str]:
    """The service, all that it depends on and all that depend on it, however far."""
    callees = _reachable(service, lambda name: catalogue.service(name).depends_on)
    return callees | _reachable(service, catalogue.declared_callers)


def _reachable(start: str, step: Callable[[str], Iterable[str]]) -> set[str]:
    seen, frontier = {start}, [start]
    while frontier:
        found = set(step(frontier.pop())) - seen
        seen |= found
        frontier.extend(found)
    return seen


def opening(alert: FiringAlert) -> list[Statement]:
    """The first facts of a new incident; none for a ticket, which opens no incident."""
    fact = alert.fact
    if fact.urgency is not Urgency.PAGE:
        return []
    opened = IncidentOpened(fact.service, fact.service, fact.code, fact.urgency, fact.summary)
    return [Statement(opened, alert.at, DETECT, alert.evidence), *joining(alert)]


def joining(alert: FiringAlert) -> list[Statement]:
    """The fact that the alert belongs to the incident."""
    fact = alert.fact
    joined = AlertJoined(fact.identity, fact.service, fact.code, fact.urgency, fact.summary)
    return [Statement(joined, alert.at, DETECT, alert.evidence)]


def leaving(incident: Incident, firing: Mapping[str, FiringAlert], now: datetime) -> list[Statement]:
    """The alerts of the incident that fire no more."""
    over = (a for a in incident.alerts if not a.resolved and a.identity not in firing)
    return [Statement(AlertLeft(a.identity), now, DETECT) for a in over]
