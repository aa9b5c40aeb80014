"""From watches and traffic to alerts: what is confirmed, what it is called, and whether it wakes somebody.

A page is a confirmed fault that hurts traffic, or an objective that burns fast in two windows; a fault that hurts
nobody yet is a ticket. Where nobody can tell whether traffic is hurt, a fault on most of a service's endpoints is a
page: silence is the worse mistake. An alert that comes back is believed to be over more slowly each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from firstcause.detect import burn
from firstcause.detect.burn import Counts
from firstcause.detect.policy import DetectPolicy
from firstcause.detect.traffic import Traffic
from firstcause.detect.upkeep import tickets
from firstcause.detect.watch import Watch, Watches, of_service
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import AlertFired, AlertResolved
from firstcause.model.incident import Urgency
from firstcause.model.service import Catalogue, Service

MOST_DOUBLINGS: Final = 4

PROBE = Actor("rule", "detect/probe")
TRAFFIC = Actor("rule", "detect/traffic")


@dataclass(frozen=True, slots=True)
class Situation:
    """All that detection looks at. `looks` maps a watch's target and view to the evidence id of its last look;
    `firing` holds the alerts that fire already, by identity; `counts` what was answered in each window that a burn
    rate asks for; `fired_lately` how often an alert fired within the flap window."""

    watches: Watches
    looks: Mapping[tuple[str, str, str], str]
    traffic: Traffic
    firing: Mapping[str, AlertFired]
    counts: Counts = field(default_factory=dict)
    fired_lately: Mapping[str, int] = field(default_factory=dict)
    fired_at: Mapping[str, datetime] = field(default_factory=dict)
    """When each of them fired last. What was seen before that says nothing of its end: another process saw more."""
    settled: datetime | None = None
    """Until when the traffic is known."""


def decide(situation: Situation, catalogue: Catalogue, policy: DetectPolicy, now: datetime) -> list[Statement]:
    """Alerts that begin, rise from ticket to page, or end. Each statement belongs into its alert's own stream."""
    statements = list(_from_probes(situation, catalogue, policy, now))
    for service in catalogue:
        statements.extend(_from_traffic(situation, service, policy, now))
    upkeep = tickets(situation.watches, situation.looks, situation.firing, catalogue, policy, now)
    return [*statements, *upkeep]


def _from_probes(
    situation: Situation, catalogue: Catalogue, policy: DetectPolicy, now: datetime
) -> Iterator[Statement]:
    for service in catalogue:
        watches = of_service(situation.watches, service.name)
        faulty = tuple(w for w in watches if w.faulty(policy.confirmations))
        identity = f"probe/{service.name}"
        firing = situation.firing.get(identity)
        if faulty:
            fact = _fault_alert(identity, service.name, faulty, watches, situation.traffic)
            if firing is None or (firing.urgency, fact.urgency) == (Urgency.TICKET, Urgency.PAGE):
                yield Statement(fact, now, PROBE, _evidence(situation, faulty, service.name))
        elif firing and watches and all(_is_over(situation, identity, w, policy) for w in watches):
            yield Statement(AlertResolved(identity), now, PROBE)


def _fault_alert(
    identity: str, service: str, faulty: tuple[Watch, ...], watches: tuple[Watch, ...], traffic: Traffic
) -> AlertFired:
    of, views_in_all = len(watches), len({w.seen.view for w in watches})
    code = commonest_code(faulty)
    hurt = traffic.hurt_by(service)
    page = hurt or (hurt is None and 2 * len(faulty) > of)
    explanation = next(w.seen.failure.explanation for w in faulty if w.seen.failure and w.code == code)
    targets = sorted({w.seen.target for w in faulty})
    views = sorted({w.seen.view for w in faulty})
    whose = f" as {', '.join(views)}" if 0 < len(views) < views_in_all else ""
    summary = f"{code} on {service}, {len(faulty)} of {of} looks at its endpoints{whose}: {explanation}"
    return AlertFired(identity, service, code, Urgency.PAGE if page else Urgency.TICKET, summary, tuple(targets))


def commonest_code(faulty: tuple[Watch, ...]) -> str:
    """The code that most of these watches name; of equals, the first in the alphabet."""
    counts = Counter(w.code or "" for w in faulty)
    return min(counts, key=lambda code: (-counts[code], code))


def _evidence(situation: Situation, faulty: tuple[Watch, ...], service: str) -> tuple[str, ...]:
    looks = [situation.looks[(w.seen.service, w.seen.target, w.seen.view)] for w in faulty]
    failing = situation.traffic.failing_towards or {}
    return (*looks, *failing.get(service, ()))


def _from_traffic(situation: Situation, service: Service, policy: DetectPolicy, now: datetime) -> Iterator[Statement]:
    identity = f"traffic/{service.name}"
    firing = situation.firing.get(identity)
    found = burn.burning(service, situation.counts, policy)
    if found:
        if firing is None or (firing.urgency, found.row.urgency) == (Urgency.TICKET, Urgency.PAGE):
            summary = f"{found.code} on {service.name}: {found.summary}"
            fact = AlertFired(identity, service.name, found.code, found.row.urgency, summary)
            yield Statement(fact, now, TRAFFIC, burn.evidence(found, situation.counts))
    elif firing and burn.calm(service, situation.counts, policy) and _is_news(situation, identity, situation.settled):
        yield Statement(AlertResolved(identity), now, TRAFFIC)


def _patience(situation: Situation, identity: str, policy: DetectPolicy) -> int:
    """How many healthy looks in a row end the alert: twice as many for each time that it came back lately."""
    returns = max(situation.fired_lately.get(identity, 0) - 1, 0)
    return int(policy.confirmations * 2 ** min(returns, MOST_DOUBLINGS))


def _is_over(situation: Situation, identity: str, watch: Watch, policy: DetectPolicy) -> bool:
    """Whether the watch is confirmed healthy, by looks that are younger than the alert."""
    return watch.healthy(_patience(situation, identity, policy)) and _is_news(situation, identity, watch.at)


def _is_news(situation: Situation, identity: str, at: datetime | None) -> bool:
    """Whether what was seen until then (None: we do not know when) is newer than the alert's last word."""
    fired_at = situation.fired_at.get(identity)
    return fired_at is None or at is None or at > fired_at
