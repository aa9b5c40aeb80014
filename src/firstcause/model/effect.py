"""Effects: what the pure core asks the world to do. Each carries a key, so that a repeat can be recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.model.mitigation import MitigationPlan


@dataclass(frozen=True, slots=True)
class SendPage:
    """Deliver a page over one channel."""

    incident: str
    page: str
    contact: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class ApplyMitigation:
    """Have the deployer carry out the plan."""

    incident: str
    plan: MitigationPlan


@dataclass(frozen=True, slots=True)
class WriteRca:
    """Compose the incident's document and put it into the vault."""

    incident: str


Effect = SendPage | ApplyMitigation | WriteRca


@dataclass(frozen=True, slots=True)
class KeyedEffect:
    """An effect with its key (stream, kind, target, step): the same cause never enqueues it twice."""

    key: str
    stream: str
    effect: Effect
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LeasedEffect:
    """An effect that `owner` may carry out until `lease_until`. `attempt` counts from 1.

    `begun`: somebody began it already, with `EffectQueue.begin`; only what must not be begun twice is begun so.
    """

    key: str
    stream: str
    effect: Effect
    attempt: int
    lease_until: datetime
    owner: str = ""
    begun: bool = False
