"""From watches and traffic to alerts: what is confirmed, what it is called, and whether it wakes somebody.

A page is a confirmed fault that hurts traffic; a fault that hurts nobody yet is a ticket. Where nobody can tell
whether traffic is hurt, a fault on most of a service's endpoints is a page: silence is the worse mistake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firstcause.detect.policy import DetectPolicy
from firstcause.detect.traffic import EntryTraffic, Traffic
from firstcause.detect.watch import Watch, Watches, of_service
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import AlertFired, AlertResolved
from firstcause.model.incident import Urgency
from firstcause.model.service import Catalogue

PROBE = Actor("rule", "detect/probe")
TRAFFIC = Actor("rule", "detect/traffic")


@dataclass(frozen=True, slots=True)
class Situation:
    """All that detection looks at. `looks` maps a watch's target and view to the evidence id of its last look;
    `firing` holds the alerts that fire already, by identity."""

    watches: Watches
    looks: Mapping[tuple[str, str, str], str]
    traffic: Traffic
    firing: Mapping[str, AlertFired]
    fired_at: Mapping[str, datetime] = field(default_factory=dict)
    """When each of them fired last. What was seen before that says nothing of its end: another process saw more."""
    settled: datetime | None = None
    """Until when the traffic is known."""


def decide(situation: Situation, catalogue: Catalogue, policy: DetectPolicy, now: datetime) -> list[Statement]:
    """Alerts that begin, rise from ticket to page, or end. Each statement belongs into its alert's own stream."""
    statements = list(_from_probes(situation, catalogue, policy, now))
    for entry in situation.traffic.entries:
        statements.extend(_from_traffic(situation, entry, policy, now))
    return statements


def _from_probes(
    situation: Situation, catalogue: Catalogue, policy: DetectPolicy, now: datetime
) -> Iterator[Statement]:
    for service in catalogue:
        watches = of_service(situation.watches, service.name)
        faulty = tuple(w for w in watches if w.faulty(policy.confirmations))
        identity = f"probe/{service.name}"
        firing = situation.firing.get(identity)
        if faulty:
            fact = _fault_alert(identity, service.name, faulty, len(watches), situation.traffic)
            if firing is None or (firing.urgency, fact.urgency) == (Urgency.TICKET, Urgency.PAGE):
                yield Statement(fact, now, PROBE, _evidence(situation, faulty, service.name))
        elif (
            firing
            and watches
            and all(w.healthy(policy.confirmations) and _is_news(situation, identity, w.at) for w in watches)
        ):
            yield Statement(AlertResolved(identity), now, PROBE)


def _fault_alert(identity: str, service: str, faulty: tuple[Watch, ...], of: int, traffic: Traffic) -> AlertFired:
    code = commonest_code(faulty)
    hurt = traffic.hurt_by(service)
    page = hurt or (hurt is None and 2 * len(faulty) > of)
    explanation = next(w.seen.failure.explanation for w in faulty if w.seen.failure and w.code == code)
    targets = sorted({w.seen.target for w in faulty})
    summary = f"{code} on {service}, {len(faulty)} of {of} looks at its endpoints: {explanation}"
    return AlertFired(identity, service, code, Urgency.PAGE if page else Urgency.TICKET, summary, tuple(targets))


def commonest_code(faulty: tuple[Watch, ...]) -> str:
    """The code that most of these watches name; of equals, the first in the alphabet."""
    counts = Counter(w.code or "" for w in faulty)
    return min(counts, key=lambda code: (-counts[code], code))


def _evidence(situation: Situation, faulty: tuple[Watch, ...], service: str) -> tuple[str, ...]:
    looks = [situation.looks[(w.seen.service, w.seen.target, w.seen.view)] for w in faulty]
    failing = situation.traffic.failing_towards or {}
    return (*looks, *failing.get(service, ()))


def _from_traffic(
    situation: Situation, entry: EntryTraffic, policy: DetectPolicy, now: datetime
) -> Iterator[Statement]:
    identity = f"traffic/{entry.service}"
    firing = identity in situation.firing
    # Half of the threshold: an alert that fires at 5 % and resolves at 4.9 % would flap.
    calm = entry.requests and entry.failed_share < policy.failed_share / 2
    bad = entry.failed >= policy.failed_least and entry.failed_share >= policy.failed_share
    if bad and not firing:
        summary = (
            f"app/errors on {entry.service}: {entry.failed:.0f} of {entry.requests:.0f} requests failed "
            f"in {policy.traffic_window.total_seconds():.0f} s"
        )
        fact = AlertFired(identity, entry.service, "app/errors", Urgency.PAGE, summary)
        yield Statement(fact, now, TRAFFIC, entry.evidence)
    elif firing and calm and _is_news(situation, identity, situation.settled):
        yield Statement(AlertResolved(identity), now, TRAFFIC)


def _is_news(situation: Situation, identity: str, at: datetime | None) -> bool:
    """Whether what was seen until then (None: we do not know when) is newer than the alert's last word."""
    fired_at = situation.fired_at.get(identity)
    return fired_at is None or at is None or at > fired_at
