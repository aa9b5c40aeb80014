"""RCA204: how long it lasted, in two places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Edit, Words
from firstcause.review.lint.intervals import lasting
from firstcause.review.lint.rule import Subject, Trouble

ROUNDED: Final = 1.0  # minutes
ROUGHLY: Final = 0.1  # of a duration in words, "about half an hour"


@dataclass(frozen=True, slots=True)
class _Said:
    minutes: float
    words: Words
    where: str


def duration_differs(subject: Subject) -> Iterator[Trouble]:
    """The incident lasts so long in one place and longer in another: front matter, summary, title, timeline.

    Every statistic is made of this figure, and whoever reads two of them believes neither.

    Bad:

        duration_minutes: 45, where the timeline goes from 04:59 to 05:31

    Better:

        duration_minutes: 32, rounded up, and the same in the summary

    Ignore it where the figures measure different things; it is better to say which (until mitigated, until resolved).
    """
    said = list(_said(subject.reading))
    spans = list(lasting(subject.reading))
    fits = {s.where: any(_alike(s.minutes, minutes) for minutes, *_ in spans) for s in said}
    for place, one in enumerate(said):
        for other in said[place + 1 :]:
            if not _alike(one.minutes, other.minutes):
                wrong, right = (one, other) if fits[other.where] or not fits[one.where] else (other, one)
                yield _trouble(wrong, f"{right.minutes:g} minutes {right.where}", right.words, right.minutes)
                return
    if said and spans and not fits[said[0].where]:
        minutes, first, last = spans[-1] if len(spans) == 1 else max(spans, key=lambda span: span[0])
        told = f"{minutes:g} minutes from {first.moment.text} to {last.moment.text}"
        yield _trouble(said[0], told, last.moment, minutes, first.moment)


def _said(reading: Reading) -> Iterator[_Said]:
    entry = reading.front.entries.get("duration_minutes")
    if entry and isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
        yield _Said(float(entry.value), entry.written, "in the front matter")
    for stated in reading.durations[:1]:
        yield _Said(stated.value, stated.words, "in the text")


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= max(ROUNDED, ROUGHLY * min(one, other) if max(one, other) > 90 else ROUNDED)


def _trouble(wrong: _Said, told: str, against: Words, minutes: float, *more: Words) -> Trouble:
    edits = (Edit(wrong.words.span, f"{minutes:.0f}"),) if wrong.where == "in the front matter" else ()
    return Trouble(
        f"{wrong.minutes:g} minutes {wrong.where}, but {told}",
        wrong.words,
        ((against, told), *((words, "it begins here") for words in more)),
        edits=edits,
    )
