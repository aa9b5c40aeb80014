"""When an incident began and ended, on which day, in which zone, and how long it is said to have lasted.

What is stated goes before what is told in a sentence, and that before what a row of the timeline says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from firstcause.document.importing.imported import Known, Lines
from firstcause.document.importing.keys import lines_of, stated_under
from firstcause.document.importing.said_moments import Context, stated, told
from firstcause.document.importing.shown_moments import shown
from firstcause.document.outline import Item, Paragraph
from firstcause.document.reading.durations import spans
from firstcause.document.reading.moments import moments
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Interval, Reading
from firstcause.document.reading.zones import ZONE

_ZONE: Final = re.compile(r"time ?zone|tz")
_DURATION: Final = re.compile(
    r"(?:total |incident |outage |impact |overall |full )?(?:duration|downtime"
    r"|length)(?: of (?:the )?(?:incident|impact|outage|downtime))?"
    r"(?: \([a-z ]+\))?|duration minutes"
    r"|minutes (?:of )?(?:downtime|degradation)[a-z ]*|time to resol(?:ve|ution)|outage"
)
_MINUTES: Final = re.compile(r"(?:~|about |approx\.? )?(\d{1,5})(?:\.0+)?")
_COLONS: Final = re.compile(r"(?:~|about |approx\.? )?(\d{1,3}):(\d{2})(?::(\d{2}))?(?: ?(?:hours?|hrs?|h))?")
_FOR: Final = re.compile(
    r"\bfor (?:about |around |approximately |roughly |nearly |almost |just (?:over|under) |over |a total of |~ ?)?$"
)
_LONGEST: Final = 5_000
_SURE_ENOUGH: Final = 0.7


@dataclass(frozen=True, slots=True)
class Window:
    """What is known of the incident's time."""

    day: Known[date] | None
    start: Known[datetime] | None
    end: Known[datetime] | None
    zone: Known[str] | None
    minutes: Known[float] | None


def window(reading: Reading) -> Window:
    """All of it; a moment whose zone nobody names has none."""
    minutes, zone, near = _minutes(reading), _zone(reading), _day(reading)
    context = Context(near.value if near else None, zone.value if zone else "")
    rows = [row for row in reading.timeline if row.clock and row.clock.local]
    recovery = next((one.minutes for one in reading.took if one.interval is Interval.RECOVER), None)
    start = end = None
    for ends in (
        stated(reading, context),
        told(reading, context),
        shown(rows, minutes.value if minutes else recovery, context.zone),
    ):
        start, end = start or ends[0], end or ends[1]
    if start and not (reading.day and reading.day.is_named) and (near is None or start.confidence >= _SURE_ENOUGH):
        near = Known(start.value.date(), min(start.confidence, 0.85), start.lines)
    return Window(near, start, end, zone, minutes)


def _day(reading: Reading) -> Known[date] | None:
    day = reading.day
    if day is None:
        return None
    sure = 0.95 if day.is_named or reading.native else 0.7
    return Known(day.value, sure, lines_of(reading, day.words) if day.words else Lines(1, 1))


def _texts(reading: Reading) -> Iterator[tuple[str, Lines]]:
    for section in reading.sections:
        if section.heading:
            yield section.title, Lines(section.heading.line, section.heading.line)
        for block in section.blocks:
            if isinstance(block, Paragraph | Item) and block.prose.text:
                yield block.prose.text, Lines(block.line, block.line)


def _zone(reading: Reading) -> Known[str] | None:
    """The zone of the timeline, of a label, or of the times in the text."""
    rows = [row for row in reading.timeline if row.clock and row.clock.zone]
    counted = Counter(row.clock.zone for row in rows if row.clock)
    if counted:
        name = counted.most_common(1)[0][0]
        line = next(row.line for row in rows if row.clock and row.clock.zone == name)
        return Known(_named(name), 0.95 if len(counted) == 1 else 0.7, Lines(line, line))
    for _, value, lines in stated_under(reading, _ZONE):
        if zone := ZONE.search(value.text[:100]):
            return Known(_named(zone["zone"]), 0.9, lines)
    for text, lines in _texts(reading):
        for moment in moments(text[:5000]):
            if moment.zone:
                return Known(_named(moment.zone), 0.8, lines)
    return None


def _named(zone: str) -> str:
    return "UTC" if zone == "Z" else zone


def _minutes(reading: Reading) -> Known[float] | None:
    """Under a label, in front matter, or where the text says how long it lasted."""
    for key, value, lines in stated_under(reading, _DURATION):
        text = plain_words(value.text)[:200]
        if colons := _COLONS.fullmatch(text):
            return Known(int(colons[1]) * 60.0 + int(colons[2]) + int(colons[3] or 0) / 60, 0.8, lines)
        if "min" in key and (number := _MINUTES.fullmatch(text)):
            return Known(float(number[1]), 0.97, lines)
        if found := next(spans(text), None):
            return Known(found.minutes, 0.95, lines)
    for duration in reading.durations:
        section = next((s for s in reading.sections if s.end > duration.words.span.start), None)
        if section is None or role_of(section.title) not in {Role.WENT_WELL, Role.ACTIONS, Role.RELATED, Role.LESSONS}:
            return Known(duration.value, 0.85, lines_of(reading, duration.words))
    return _loosely(reading)


def _loosely(reading: Reading) -> Known[float] | None:
    """ "... answered no lookup for 47 minutes": the first such words of the summary or the impact."""
    for section in reading.sections:
        if role_of(section.title) not in {Role.SUMMARY, Role.IMPACT, Role.CUSTOMER}:
            continue
        for block in section.blocks:
            if not isinstance(block, Paragraph | Item):
                continue
            for span in spans(block.prose.text[:_LONGEST]):
                if _FOR.search(block.prose.text, max(0, span.start - 40), span.start):
                    words = block.prose.words(span.start, span.end)
                    return Known(span.minutes, 0.6, lines_of(reading, words))
    return None
