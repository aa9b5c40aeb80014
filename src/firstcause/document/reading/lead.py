"""A line that begins with a moment: `**04:59 UTC** - Alert fired`, `[04:59] ...`, `At 4:59 AM, ...`, `T+5: ...`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from firstcause.document.reading.moments import Moment, period_at

_OPENS: Final = re.compile(
    r"\s*(?:(?:[^\w\s+\-]{1,8}|[-–—](?=\s))\s*|(?:at|around|about|approx(?:imately|\.)?|ca\.?|circa|on|from|by|since"
    r"|between|by|time|when)\b[:\s]\s*){0,5}",
    re.IGNORECASE,
)
_CLOSES: Final = re.compile(r"\s*[)\]*_`:,.;|~]*(?:\s*(?:[-–—|:>•→]|->|=>)+(?=\s|\*|$)\s*|\s*[)\]*_`:,.;|~]+\s*)?")
_PLAIN_CLOSES: Final = re.compile(r"\s*[):\],.;|]*\s*(?:(?:[-–—|:>•→]|->|=>)+(?=\s|\*|$)\s*)?")
_RELATIVE: Final = re.compile(
    r"(?:T|t0|T0)\s?[+\-−]\s?\d{1,4}(?::\d{2}){0,2}(?:\s?(?:s|sec|m|mins?|minutes?|h|hours?|d|days?)\b)?(?!\w)|T0\b|T=0\b"
)
_ENOUGH: Final = 60  # characters within which a line's moment begins


@dataclass(frozen=True, slots=True)
class Lead:
    """The moment from `start` to `end`, and where the line's own words begin."""

    start: int
    end: int
    rest: int
    moment: Moment | None  # None for a relative one
    until: Moment | None = None


def lead(text: str, near: date | None = None) -> Lead | None:
    """The moment with which a line begins; None where it begins otherwise."""
    opens = _OPENS.match(text)
    at = opens.end() if opens else 0
    if at > _ENOUGH or at >= len(text):
        return None
    if relative := _RELATIVE.match(text, at):
        return Lead(at, relative.end(), _rest(text, opens[0] if opens else "", relative.end()), None)
    found = period_at(text, at, near)
    if found is None:
        return None
    moment, until = found
    end = (until or moment).end
    return Lead(at, end, _rest(text, opens[0] if opens else "", end), moment, until)


def _rest(text: str, opened: str, end: int) -> int:
    """Past what closes the marks that were opened before the moment, and past a dash or colon."""
    closes = _CLOSES if any(mark in opened for mark in "*_`[(~") else _PLAIN_CLOSES
    match = closes.match(text, end)
    return match.end() if match else end
