"""An event: a fact, and who stated it, when, in which stream, on which evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from firstcause.model.facts import Fact


@dataclass(frozen=True, slots=True)
class Actor:
    """Who stated a fact. `drill` marks what a drill's responder did, so that nobody takes it for a person."""

    kind: Literal["human", "rule", "drill"]
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact that is about to be appended. `occurred_at` may lie before the moment of recording."""

    fact: Fact
    occurred_at: datetime
    actor: Actor
    evidence: tuple[str, ...] = ()  # content ids


@dataclass(frozen=True, slots=True)
class Event:
    """A fact as the log holds it. `sequence` counts from 1 within the stream, without gaps."""

    stream: str
    sequence: int
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    fact: Fact
    evidence: tuple[str, ...] = ()
    schema: int = 1
