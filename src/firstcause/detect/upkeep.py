"""Tickets for what works today and soon will not: a certificate about to end, or renewed and never loaded.

Such a ticket belongs to whoever has to act: to the caller, where it is the caller's own certificate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from firstcause.detect.policy import DetectPolicy
from firstcause.detect.watch import Watch, Watches, WatchKey
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import AlertFired, AlertResolved
from firstcause.model.fault import UPKEEP, slug
from firstcause.model.incident import Urgency
from firstcause.model.service import Catalogue

EXPIRES_SOON: Final = UPKEEP[0]
UPKEEP_RULE: Final = Actor("rule", "detect/upkeep")


def tickets(
    watches: Watches,
    looks: Mapping[WatchKey, str],
    firing: Mapping[str, AlertFired],
    catalogue: Catalogue,
    policy: DetectPolicy,
    now: datetime,
) -> Iterator[Statement]:
    """Tickets that begin, and those whose reason no look finds any more. `looks` gives the evidence id of each look."""
    sure = {key: watch for key, watch in sorted(watches.items()) if watch.healthy(policy.confirmations)}
    for service in catalogue:
        concerned = [key for key in watches if service.name in (key[0], key[2])]
        for code in UPKEEP:
            identity = ticket_identity(service.name, code)
            told = {key: text for key in sure if (text := _told(sure[key], service.name, code, catalogue))}
            if told and identity not in firing:
                yield Statement(
                    _ticket(identity, service.name, code, told), now, UPKEEP_RULE, tuple(looks[key] for key in told)
                )
            elif not told and identity in firing and concerned and all(key in sure for key in concerned):
                yield Statement(AlertResolved(identity), now, UPKEEP_RULE)


def ticket_identity(service: str, code: str) -> str:
    """Under which a ticket of this kind is found again."""
    return f"upkeep/{service}/{slug(code)}"


def _told(watch: Watch, service: str, code: str, catalogue: Catalogue) -> str:
    """What this watch's last look says of this matter of this service's; "": nothing."""
    warnings = (w for w in watch.seen.warnings if w.code == code)
    return next((w.explanation for w in warnings if _owner(watch, w.whose, catalogue) == service), "")


def _owner(watch: Watch, whose: str, catalogue: Catalogue) -> str:
    is_known = any(service.name == watch.seen.view for service in catalogue)
    return watch.seen.view if whose == "client" and is_known else watch.seen.service


def _ticket(identity: str, service: str, code: str, told: Mapping[WatchKey, str]) -> AlertFired:
    first = next(iter(told.values()))
    targets = tuple(sorted({target for _, target, _ in told}))
    return AlertFired(identity, service, code, Urgency.TICKET, f"{code} on {service}: {first}", targets)
