"""RCA303: one quantity, two values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.quantities import Measure, measures
from firstcause.review.lint.rule import Subject, Trouble

_NAMED: Final = (Measure.FAILED, Measure.DEGRADED, Measure.USERS, Measure.TICKETS)


def two_values(subject: Subject) -> Iterator[Trouble]:
    """The same quantity has one value here and another there.

    Bad:

        977 requests failed in the summary, and Requests failed: 5 % (200 of 4000) under Impact

    Better:

        one query, one figure, wherever it is told

    Ignore it where the two count different things; it is better to name what each counts.
    """
    found = measures(subject.reading)
    for measure in _NAMED:
        first, *others = found.get(measure) or [None]
        for other in others:
            if first and other and first.value != other.value and _is_alike(first.said_of, other.said_of):
                told = f"{first.words.text}, and elsewhere {other.words.text}"
                yield Trouble(told, first.words, ((other.words, "the other value"),))
                break


def _is_alike(one: str, other: str) -> bool:
    """Requests are compared with requests, errors with errors."""
    return ("request" in one.casefold()) == ("request" in other.casefold())
