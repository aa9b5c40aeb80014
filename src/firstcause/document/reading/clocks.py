"""On which day, and in which zone, the times of a timeline are: what its headings, columns and former rows say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from firstcause.document.prose import Prose
from firstcause.document.reading.lead import Lead
from firstcause.document.reading.moments import Moment, first_day
from firstcause.document.reading.stated import Clock, Happening
from firstcause.document.reading.zones import ZONE, offset
from firstcause.document.spans import Words

_ALL_TIMES: Final = re.compile(r"\b(?:times?|timestamps?|timezone|time zone|clock|all(?: in)? utc)\b", re.IGNORECASE)
_NEW_DAY: Final = timedelta(hours=12)  # a step back by more than that is midnight passed; by less, an order mistaken


class Clocks:
    """One walk through a timeline, and what has been said so far of the day and the zone of its rows."""

    def __init__(self, day: date | None, zone: str = "") -> None:
        self.day = day
        self._zone = zone
        self._heading: date | None = None  # the day that a heading, or a column, names
        self._last: datetime | None = None

    def headed(self, title: str) -> None:
        """A heading, or a line in its place: it may name a day, a zone, or both."""
        self._name_day(title)
        self._name_zone(title)

    def dated(self, cell: str) -> None:
        """The cell of a column of days."""
        self._name_day(cell)

    def columned(self, headers: str) -> None:
        """The headers of a table."""
        self._name_zone(headers)

    def remarked(self, text: str) -> None:
        """Running text in the timeline: "All times are in UTC"."""
        if len(text) <= 300 and _ALL_TIMES.search(text):
            self._name_zone(text.replace("utc", "UTC"))

    def happening(self, moment: Words, found: Lead, text: Prose, line: int) -> Happening:
        """A row: its clock is None where its moment is no such time."""
        if found.moment is None:
            return Happening(moment, None, text, line, is_relative=True)
        if found.moment.time is None or not found.moment.is_valid:
            if found.moment.day:
                self._name_day_of_row(found.moment.day)
            return Happening(moment, None, text, line, day=found.moment.day)
        zone = found.moment.zone or (found.until.zone if found.until else "")
        if zone:
            self._zone = zone
        clock = self._clock(found.moment)
        until = self._clock(found.until) if found.until and found.until.is_valid else None
        return Happening(moment, clock, text, line, until)

    def _clock(self, moment: Moment) -> Clock | None:
        if moment.time is None:
            return None
        if moment.day:
            self.day, self._heading = moment.day, None
        elif self.day and self._last and datetime.combine(self.day, moment.time) < self._last - _NEW_DAY:
            self.day = self._next_day(self.day)
        local = datetime.combine(self.day, moment.time) if self.day else None
        self._last = local or self._last
        return Clock(
            moment.time, moment.day or self._heading, self._zone, _utc(local, self._zone), moment.has_seconds, local
        )

    def _next_day(self, day: date) -> date:
        self._heading = None
        return day + timedelta(days=1) if day < date.max else day

    def _name_day(self, text: str) -> None:
        day = first_day(text[:200], self.day)
        if day:
            self.day = self._heading = day
            self._last = None

    def _name_day_of_row(self, day: date) -> None:
        self.day, self._heading = day, None

    def _name_zone(self, text: str) -> None:
        if zone := ZONE.search(text[:300]):
            self._zone = zone["zone"] if zone["zone"][0] not in "+-−" else self._zone


def _utc(local: datetime | None, zone: str) -> datetime | None:
    ahead = offset(zone, local.date()) if local and zone else None
    if local is None or ahead is None:
        return None
    try:
        return (local - ahead).replace(tzinfo=UTC)
    except OverflowError:
        return None
