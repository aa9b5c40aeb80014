"""RCA202: events out of order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final

from firstcause.document.reading.stated import Happening
from firstcause.review.lint.happenings import moment
from firstcause.review.lint.rule import Subject, Trouble

MIDNIGHT: Final = timedelta(hours=12)  # a step back by more than this is the next day


def out_of_order(subject: Subject) -> Iterator[Trouble]:
    """A row of the timeline is earlier than the one before it.

    Either its time is wrong or its place, and what follows from the order (what led to what) is in doubt.

    Bad:

        05:09 Root cause identified, and below it 05:04 Investigation started

    Better:

        the rows in the order in which things happened

    Ignore it where the timeline is kept by person or by system; it is better to give each a table of its own.
    """
    for earlier, later in steps_back(subject):
        yield Trouble(
            f"{later.moment.text} comes after {earlier.moment.text}",
            later.moment,
            ((earlier.moment, "the row before it is later"),),
        )


def steps_back(subject: Subject) -> Iterator[tuple[Happening, Happening]]:
    """Rows that are earlier than the row before them, unless midnight lies between."""
    timed = [h for h in subject.reading.timeline if moment(h) is not None]
    for earlier, later in pairwise(timed):
        one, other = moment(earlier), moment(later)
        if one is None or other is None or (one.tzinfo is None) != (other.tzinfo is None):
            continue
        dated = later.clock is not None and later.clock.day is not None
        if other < one and (dated or one - other <= MIDNIGHT):
            yield earlier, later
