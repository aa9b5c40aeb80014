"""Looks at endpoints as whoever asks for them gets them, and how many there have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.model.handshake import HandshakeObserved


@dataclass(frozen=True, slots=True)
class Taken:
    """One finished look: when it was begun, how long it took, and what it found."""

    at: datetime
    seconds: float
    observed: HandshakeObserved


@dataclass(frozen=True, slots=True)
class LookCount:
    """How many looks ended alike. `asker`: `engine` or `exporter`; `reason`: the fault's code, or ""."""

    asker: str
    outcome: str
    reason: str
    count: int
