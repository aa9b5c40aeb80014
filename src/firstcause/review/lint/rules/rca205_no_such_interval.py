"""RCA205: a stated time to detect, respond or recover that the timeline does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Took
from firstcause.review.lint.intervals import SLACK_MINUTES, intervals
from firstcause.review.lint.rule import Subject, Trouble

_AT_MOST: Final = re.compile(r"\b(?:within|under|less than|at most|in under|no more than|up to)\b", re.IGNORECASE)
_ROUGHLY: Final = re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost|~)\b|~", re.IGNORECASE)
_ROUGH: Final = 0.2
_CONTEXT: Final = 24  # characters


def no_such_interval(subject: Subject) -> Iterator[Trouble]:
    """A stated time to detect, to respond or to recover equals no interval of the timeline.

    These are the figures by which a team judges itself; in public postmortems every third of them is wrong.

    Bad:

        The alert fired within 4 minutes, where the timeline has 11 minutes between the first error and the
        alert

    Better:

        the interval that the timeline has, or the row that is missing there

    Ignore it where the interval is counted on another clock, such as the hours of support.
    """
    for took in subject.reading.took:
        found = intervals(subject.reading, took.interval)
        if not found or any(_fits(took, _before(subject, took), minutes) for minutes, *_ in found):
            continue
        minutes, first, last = min(found, key=lambda one: abs(one[0] - took.minutes))
        yield Trouble(
            f"{took.minutes:g} minutes to {took.interval.value}, but the timeline has {minutes:g} at the nearest",
            took.words,
            ((first.moment, "from here"), (last.moment, f"to here it is {minutes:g} minutes")),
        )


def _before(subject: Subject, took: Took) -> str:
    """The words right before the figure."""
    start = took.words.span.start
    return subject.reading.source.text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]


def _fits(took: Took, said: str, minutes: float) -> bool:
    if _AT_MOST.search(said) and minutes <= took.minutes + SLACK_MINUTES:
        return True
    slack = max(SLACK_MINUTES, _ROUGH * took.minutes if _ROUGHLY.search(said) or took.minutes > 90 else 0)
    return abs(minutes - took.minutes) <= slack
