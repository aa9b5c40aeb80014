"""RCA209: an event of another month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of

FAR: Final = timedelta(days=30)


def far_away(subject: Subject) -> Iterator[Trouble]:
    """An event of the timeline lies more than 30 days from the incident's date.

    Mostly it is the year or the month that was mistyped.

    Bad:

        2026-11-07 04:59 in the document of 2025-11-07

    Better:

        the event's own date; for a change of long ago, a contributing factor instead of a row

    Ignore it where the cause really lay dormant for so long.
    """
    entry = subject.reading.front.entries.get("date")
    day = day_of(entry.value) if entry else None
    if entry is None or day is None:
        return
    for happening in subject.reading.timeline:
        other = happening.day or (happening.clock.day if happening.clock else None)
        if isinstance(other, date) and abs(other - day) > FAR:
            yield Trouble(
                f"{other} is {abs(other - day).days} days from {day}, the incident's date",
                happening.moment,
                ((entry.written, "the incident's date"),),
            )
