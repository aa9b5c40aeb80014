"""Moments that a document states: under a label, in front matter, or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from firstcause.document.importing.imported import Known, Lines
from firstcause.document.importing.keys import lines_of, stated_under
from firstcause.document.outline import Item, Paragraph
from firstcause.document.prose import Prose
from firstcause.document.reading.moments import Moment, moment_at, moments, period_at
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Reading
from firstcause.document.reading.zones import offset

_WHOLE: Final = re.compile(
    r"(?:(?:incident|impact|outage|event) )?(?:time|window|period|time ?frame|timeline|time (?:window|range"
    r"|period)|when|duration|date"
    r"|dates?(?: ?(?:/|&|and) ?time)?)s?(?: \([a-z ]+\))?|total duration|duration of (?:incident|outage|impact)"
)
_START: Final = re.compile(
    r"(?:(?:incident|impact|outage|issue|event) )?(?:start(?:ed|s)?|began|begin(?:s|ning)?|onset"
    r"|from)(?: ?(?:time|date|at|on|date/time|of (?:the )?(?:incident|impact|outage)))*"
    r"(?: \([a-z ]+\))?|occurred at|time started|first (?:seen|observed|occurrence)"
)
_END: Final = re.compile(
    r"(?:(?:incident|impact|outage|issue|event) )?(?:end(?:ed|s)?|resolved|recovered|restored|resolution|fixed"
    r"|mitigated|closed|to|until)"
    r"(?: ?(?:time|date|at|on|date/time|of (?:the )?(?:incident|impact|outage)))*(?: \([a-z ]+\))?"
    r"|time (?:ended|resolved)|service restored"
)
_BETWEEN: Final = re.compile(
    r"\b(?:between|from|starting(?: at)?|beginning at)\s+(?:approximately|about|around|roughly|as early as"
    r"|approx\.?|~)?\s*(?=[\w(~])",
    re.IGNORECASE,
)
_BEGAN_AT: Final = re.compile(
    r"\b(?:began|started|starting|beginning|begins|starts)(?: to \w+| \w+ing)? (?:at|on|around|from"
    r"|about)(?: around| about| approximately| ~)?\s+",
    re.IGNORECASE,
)
_ENDED_AT: Final = re.compile(
    r"\b(?:resolved|mitigated|restored|recovered|ended|fixed|over|normal|operational) (?:at|by|on|around|until"
    r"|as of)(?: around| about| approximately| ~)?\s+",
    re.IGNORECASE,
)
_TOLD_IN: Final = frozenset(
    {None, Role.SUMMARY, Role.IMPACT, Role.CUSTOMER, Role.DETECTION, Role.ROOT_CAUSE, Role.RESOLUTION}
)
Ends = tuple[Known[datetime] | None, Known[datetime] | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What holds where a moment does not say so itself: the day, and the zone."""

    day: date | None
    zone: str = ""

    def moment(self, moment: Moment) -> datetime | None:
        """On its day, in its zone; without a zone where none is known, None where the day is not."""
        day = moment.day or self.day
        if moment.time is None or day is None or not moment.is_valid:
            return None
        return zoned(datetime.combine(day, moment.time), moment.zone or self.zone)


def zoned(local: datetime, zone: str) -> datetime:
    """A local time with its zone, as far as that is known."""
    ahead = offset(zone, local.date()) if zone else None
    return local if ahead is None else local.replace(tzinfo=timezone(ahead) if ahead else UTC)


def stated(reading: Reading, context: Context) -> Ends:
    """Under labels: each for itself, else a period under one."""
    start, end = _under(reading, _START, context), _under(reading, _END, context)
    if start is None or end is None:
        whole = _period_under(reading, context)
        start, end = start or whole[0], end or whole[1]
    return start, end


def told(reading: Reading, context: Context) -> Ends:
    """In sentences: "between 07:05 UTC and 12:43 UTC on 25 January", "began at 04:59", "was resolved by 05:31"."""
    start: Known[datetime] | None = None
    end: Known[datetime] | None = None
    for text, lines in _running(reading):
        for between in _BETWEEN.finditer(text.text):
            found = period_at(text.text, between.end(), context.day)
            if found and found[1] and (ends := _ends(found[0], found[1], context, lines, 0.85))[0]:
                return ends
        start = start or _at(text, _BEGAN_AT, context, lines)
        end = end or _at(text, _ENDED_AT, context, lines)
    return start, end


def _under(reading: Reading, keys: re.Pattern[str], context: Context) -> Known[datetime] | None:
    for _, value, lines in stated_under(reading, keys):
        for moment in moments(value.text[:300], context.day):
            if at := context.moment(moment):
                return Known(at, 0.95, lines)
    return None


def _period_under(reading: Reading, context: Context) -> Ends:
    single: Ends = (None, None)
    for _, value, lines in stated_under(reading, _WHOLE):
        found = [moment for moment in moments(value.text[:300], context.day) if moment.time]
        if len(found) == 2:
            ends = _ends(found[0], found[1], context, lines, 0.92)
            if ends[0]:
                return ends
        if len(found) == 1 and single[0] is None and (at := context.moment(found[0])):
            single = (Known(at, 0.6, lines), None)
    return single


def _ends(first: Moment, last: Moment, context: Context, lines: Lines, sure: float) -> Ends:
    """A period's two moments; what one of them lacks, the other one says."""
    inner = Context(last.day or first.day or context.day, last.zone or first.zone or context.zone)
    end = inner.moment(last) if last.day or not first.day else Context(first.day, inner.zone).moment(last)
    start = inner.moment(first)
    if start and end and (start.tzinfo is None) == (end.tzinfo is None) and start > end:
        if first.day is None and last.day is not None:
            start -= timedelta(days=1)
        elif last.day is None:
            end += timedelta(days=1)
    return (Known(start, sure, lines) if start else None, Known(end, sure, lines) if end else None)


def _at(text: Prose, says: re.Pattern[str], context: Context, lines: Lines) -> Known[datetime] | None:
    for said in says.finditer(text.text):
        moment = moment_at(text.text, said.end(), context.day)
        if moment and (at := context.moment(moment)):
            return Known(at, 0.75, lines)
    return None


def _running(reading: Reading) -> Iterator[tuple[Prose, Lines]]:
    for section in reading.sections:
        if section.title and role_of(section.title) not in _TOLD_IN:
            continue
        for block in section.blocks:
            if isinstance(block, Paragraph | Item) and any(map(str.isdigit, block.prose.text[:20_000])):
                yield block.prose, lines_of(reading, block.prose.all())
