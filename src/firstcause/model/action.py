"""Action items: what shall be better afterwards, by whom, until when, and how to see that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Priority(StrEnum):
    """The order in which action items are done. Not to be confused with the `Severity` of an incident."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One promised repair. `addresses` names factors and improvements (`F1`, `L2`); `check` is a command."""

    id: str
    priority: Priority
    text: str
    owner: str
    due: date | None
    addresses: tuple[str, ...]
    status: str = "open"
    check: str = ""
