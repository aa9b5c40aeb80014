"""RCA203: a timeline that crosses midnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from itertools import pairwise

from firstcause.document.spans import Edit, Words
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.rules.rca202_out_of_order import MIDNIGHT
from firstcause.review.lint.titles import day_of


def midnight(subject: Subject) -> Iterator[Trouble]:
    """The timeline crosses midnight, and no row says that it is the next day.

    A reader sees 00:04 after 23:58 and has to guess; a program computes a negative time.

    Bad:

        23:58 Alert fired, and below it 00:04 Root cause identified

    Better:

        2025-11-08 00:04 Root cause identified

    Ignore it where a heading between the rows names the day.
    """
    timed = [h for h in subject.reading.timeline if h.clock is not None]
    for earlier, later in pairwise(timed):
        one, other = earlier.clock, later.clock
        if one is None or other is None or one.day is not None or other.day is not None:
            continue
        back = _seconds(one.time) - _seconds(other.time)
        if back > MIDNIGHT.total_seconds():
            yield Trouble(
                f"{later.moment.text} is on the day after {earlier.moment.text}, and no row says so",
                later.moment,
                ((earlier.moment, "the day before"),),
                edits=_dated(subject, later.moment),
            )
            return


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _dated(subject: Subject, moment: Words) -> tuple[Edit, ...]:
    day = day_of(subject.reading.front.get("date") or "")
    if day is None:
        return ()
    return (Edit(moment.span, f"{day + timedelta(days=1)} {moment.text}"),)
