"""What the log tells about earlier incidents: mitigations of a service, and when customers were well again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from firstcause.engine.book import LONGEST_INCIDENT
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.model.event import Event
from firstcause.model.facts import MitigationApproved, MitigationProposed, MitigationStarted
from firstcause.ports import EventLog


def last_automatic(log: EventLog, service: str, since: datetime) -> datetime | None:
    """When a mitigation of the service was last started without a person's approval, after `since`; None if never.

    What undoes another is no mitigation of its own. Incidents that were opened long before `since` are not searched.
    """
    first_day = f"{PREFIX}{since - LONGEST_INCIDENT:%Y-%m-%d}"
    streams = (stream for stream in log.streams(PREFIX) if stream >= first_day)
    starts = (at for stream in streams for at in _automatic_starts(log.read(stream), service))
    return max((at for at in starts if at > since), default=None)


def recoveries(log: EventLog, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Service and time of each recovery in (since, until]. Incidents that were opened more than a day before `since`
    are not searched."""
    first_day = f"{PREFIX}{since - timedelta(days=1):%Y-%m-%d}"
    for stream in log.streams(PREFIX):
        incident = fold(log.read(stream)) if stream >= first_day else None
        recovered = incident.milestones.recovered if incident else None
        if incident and recovered and since < recovered.at <= until:
            yield incident.service, recovered.at


def _automatic_starts(events: Iterable[Event], service: str) -> Iterator[datetime]:
    """When plans for this service were started that the policy alone had allowed."""
    services: dict[str, str] = {}
    by_policy: set[str] = set()
    for event in events:
        match event.fact:
            case MitigationProposed(plan=plan) if not plan.undoes:
                services[plan.id] = plan.service
            case MitigationApproved(plan=plan_id) if event.actor.kind == "rule":
                by_policy.add(plan_id)
            case MitigationStarted(plan=plan_id) if plan_id in by_policy and services.get(plan_id) == service:
                yield event.occurred_at
            case _:
                continue
