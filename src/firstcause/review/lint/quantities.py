"""Which of a document's figures measure the same thing: requests that failed, those that were degraded, all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from firstcause.document.reading.stated import Amount, Reading, Stated


class Measure(StrEnum):
    """What is counted. `FAILED` are errors that customers met, however they are called."""

    FAILED = "failed"
    DEGRADED = "degraded"
    TOTAL = "in all"
    USERS = "users"
    TICKETS = "tickets"


_SAID: Final = (
    (Measure.TICKETS, re.compile(r"\btickets?\b", re.IGNORECASE)),
    (Measure.USERS, re.compile(r"\b(?:users?|customers?|accounts?|people|visitors?)\b(?![- ]facing)", re.IGNORECASE)),
    (Measure.DEGRADED, re.compile(r"\b(?:degraded|slow|delayed)\b", re.IGNORECASE)),
    (Measure.FAILED, re.compile(r"\b(?:errors?|failed|failures|failing)\b", re.IGNORECASE)),
    (Measure.TOTAL, re.compile(r"\b(?:total|all) requests\b|\brequests in (?:total|all)\b", re.IGNORECASE)),
)
_COUNTED: Final = frozenset({"", "users", "errors", "requests", "tickets", "customers"})


def measures(reading: Reading) -> Mapping[Measure, tuple[Amount, ...]]:
    """Plain counts by what they measure, in order; shares and what is said of other things are left out."""
    found: dict[Measure, list[Amount]] = {}
    for amount in reading.amounts:
        if amount.change_from is not None or (amount.unit not in _COUNTED and amount.unit != "%"):
            continue
        measure = measure_of(amount)
        if measure is None:
            continue
        if amount.unit == "%":
            if amount.of:
                found.setdefault(measure, []).append(_count(amount))
        else:
            found.setdefault(measure, []).append(amount)
    return {measure: tuple(ones) for measure, ones in found.items()}


def measure_of(amount: Amount) -> Measure | None:
    """What its words say that it counts."""
    said = f"{amount.words.text} {amount.said_of}"
    return next((measure for measure, pattern in _SAID if pattern.search(said)), None)


def _count(amount: Amount) -> Amount:
    """The count inside a share, "131" of "9.2 % (131 of 1420)"."""
    part = amount.of[0] if amount.of else Stated(amount.value, amount.words)
    return Amount(part.value, "", part.words, said_of=amount.said_of)
