"""Dates and times as people write them: ISO, with AM and PM, American, with month names, with or without a zone.

What looks like a moment and is none (25:61, 2025-13-45) is found and said to be invalid: a rule may point at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from firstcause.document.reading.zones import ZONE

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY: Final = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?,?\s+)?"
_DATE: Final = re.compile(
    rf"""{_WEEKDAY}(?:
        (?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})
      | (?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<slashed>\d{{4}}|\d{{2}})
      | (?P<dot_day>\d{{1,2}})\.(?P<dot_month>\d{{1,2}})\.(?P<dot_year>\d{{4}})
      | (?P<name>{_MONTH})\b\.?\s+(?P<name_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<name_year>\d{{4}})\b(?!:))?
      | (?P<of_day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]+(?P<of>{_MONTH})\b\.?(?:,?[\s\-]+(?P<of_year>\d{{4}})\b)?
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"""(?:
        (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?!\d|:\d)
            (?:\s?(?P<half>[ap]\.?m)\b\.?)?
      | (?P<only>\d{1,2})\s?(?P<only_half>[ap]\.?m)\b\.?
      | (?P<dotted>\d{1,2}[.h]\d{2})(?=\s?(?:UTC|GMT|CES?T|BST|hrs?\b|h\b|uhr\b))
      | (?P<compact>\d{4})(?=Z\b|\s?(?:UTC|GMT|hrs?\b|h\b|hours\b))
    )(?:\s?(?:hrs?|hours|h|uhr)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_TIME: Final = re.compile(r"T(?=\d)|[\s,]+(?:at\s+|@\s*|[-–—|]\s*)?|\s*@\s*|:\s*", re.IGNORECASE)
_BEFORE_DATE: Final = re.compile(r"[\s,]+(?:on\s+)?(?:the\s+)?\(?|\s*\(", re.IGNORECASE)
_BEFORE_ZONE: Final = re.compile(r"[ \t]?\(?")
_TO: Final = re.compile(r"\s*(?:-|–|—|→|->|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b)\s*", re.IGNORECASE)
_LIKELY: Final = re.compile(
    rf"(?<![\w.:/\-])(?:\d{{1,2}}:\d{{2}}|\d{{1,2}}\s?[ap]\.?m\b|\d{{4}}[-/.]\d|\d{{1,2}}/\d{{1,2}}/\d{{2}}"
    rf"|\d{{4}}(?:Z\b|\sUTC)"
    rf"|\d{{1,2}}[.h]\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|(?:{_MONTH})\b\.?\s+\d|\d{{1,2}}(?:st|nd|rd"
    rf"|th)?(?:\s+of)?[\s\-]+(?:{_MONTH})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What stands from `start` to `end`: a day, a time, or both; `is_valid` False where there is no such thing."""

    start: int
    end: int
    day: date | None = None
    time: time | None = None
    zone: str = ""
    has_seconds: bool = False
    is_valid: bool = True


def moment_at(text: str, at: int, near: date | None = None) -> Moment | None:
    """The moment that begins there. `near` decides which year, and which of two numbers is the month."""
    if dated := _DATE.match(text, at):
        day = _day(dated, near)
        between = _BEFORE_TIME.match(text, dated.end())
        timed = _TIME.match(text, between.end()) if between else None
        if timed is None:
            return Moment(at, dated.end(), day, is_valid=day is not None or _lacks_year(dated))
        return _timed(text, at, timed, day, is_valid=day is not None or _lacks_year(dated))
    timed = _TIME.match(text, at)
    if timed is None:
        return None
    found = _timed(text, at, timed, None, is_valid=True)
    between = _BEFORE_DATE.match(text, found.end)
    dated = _DATE.match(text, between.end()) if between else None
    if between is None or dated is None:
        return found
    end = dated.end() + (text[between.start() : between.end()].endswith("(") and text[dated.end() :][:1] == ")")
    day = _day(dated, near)
    return Moment(at, end, day, found.time, found.zone, found.has_seconds, found.is_valid and day is not None)


def period_at(text: str, at: int, near: date | None = None) -> tuple[Moment, Moment | None] | None:
    """The moment that begins there, and where it is a period the one in which it ends."""
    first = moment_at(text, at, near)
    if first is None or first.time is None:
        return (first, None) if first else None
    to = _TO.match(text, first.end)
    last = moment_at(text, to.end(), first.day or near) if to else None
    return first, last if last and last.time else None


def moments(text: str, near: date | None = None) -> list[Moment]:
    """All moments in a text, in order."""
    found, at = [], 0
    while likely := _LIKELY.search(text, at):
        moment = moment_at(text, likely.start(), near)
        at = moment.end if moment else likely.end()
        if moment:
            found.append(moment)
    return found


def first_day(text: str, near: date | None = None) -> date | None:
    """The first day that a text names with its year."""
    return next((moment.day for moment in moments(text, near) if moment.day), None)


def _timed(text: str, start: int, timed: re.Match[str], day: date | None, *, is_valid: bool) -> Moment:
    clock = _time(timed)
    end = timed.end()
    before = _BEFORE_ZONE.match(text, end)
    zoned = ZONE.match(text, before.end()) if before else None
    if before and zoned and not (zoned[1][0] in "+-−" and before.end() > end):
        opened = "(" in before[0]
        end = zoned.end() + (opened and text[zoned.end() : zoned.end() + 1] == ")")
    else:
        zoned = None
    zone = zoned["zone"] if zoned else ""
    return Moment(start, end, day, clock, zone, timed["second"] is not None, is_valid and clock is not None)


def _time(match: re.Match[str]) -> time | None:
    """The time on a clock of 24 hours; None where there is no such time."""
    digits = match["dotted"] or match["compact"]
    hour = int(match["hour"] or match["only"] or digits[:-2].rstrip(".hH"))
    minute = int(match["minute"] or (digits[-2:] if digits else 0))
    half = (match["half"] or match["only_half"] or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * half.startswith("p")
    try:
        return time(hour, minute, int(match["second"] or 0))
    except ValueError:
        return None


def _lacks_year(match: re.Match[str]) -> bool:
    name, day = (match["name"], match["name_day"]) if match["name"] else (match["of"], match["of_day"])
    return bool(name) and not (match["name_year"] or match["of_year"]) and 1 <= int(day) <= 31


def _day(match: re.Match[str], near: date | None) -> date | None:
    if match["year"]:
        return _date(match["year"], match["month"], match["day"])
    if match["dot_day"]:
        return _date(match["dot_year"], match["dot_month"], match["dot_day"])
    if match["slashed"]:
        return _slashed(match, near)
    name, day, year = (
        (match["name"], match["name_day"], match["name_year"])
        if match["name"]
        else (match["of"], match["of_day"], match["of_year"])
    )
    month = _MONTHS.index(name[:3].casefold()) + 1
    if year:
        return _date(year, month, day)
    return _nearest([_date(near.year + n, month, day) for n in (-1, 0, 1)], near) if near else None


def _slashed(match: re.Match[str], near: date | None) -> date | None:
    """An American date, unless the other reading is the only one, or the one that lies at the document's day."""
    year = int(match["slashed"]) + (2000 if len(match["slashed"]) == 2 else 0)
    american, other = _date(year, match["first"], match["second"]), _date(year, match["second"], match["first"])
    if american is None or other is None or near is None:
        return american or other
    return other if abs(other - near).days < abs(american - near).days and abs(other - near).days <= 2 else american


def _nearest(days: list[date | None], near: date) -> date | None:
    return min((day for day in days if day), key=lambda day: abs(day - near), default=None)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
