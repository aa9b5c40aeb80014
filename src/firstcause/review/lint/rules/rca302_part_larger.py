"""RCA302: a part that is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Amount
from firstcause.review.lint.quantities import Measure, measures
from firstcause.review.lint.rule import Subject, Trouble

_ORDER: Final = (Measure.FAILED, Measure.DEGRADED, Measure.TOTAL)


def part_larger(subject: Subject) -> Iterator[Trouble]:
    """A part is larger than its whole: more requests failed than were degraded, or more than there were.

    A failed request is a degraded one, and both are requests; figures in another order were mixed up.

    Bad:

        Requests failed: 131, where Requests degraded: 90 of 1420 stands above it

    Better:

        both figures from the same query, over the same window

    Ignore it where "degraded" means slow answers alone; it is better to write "slow".
    """
    for amount in subject.reading.amounts:
        if amount.of and amount.of[0].value > amount.of[1].value:
            part, whole = amount.of
            yield Trouble(f"{part.words.text} is more than its whole, {whole.words.text}", part.words)
    yield from _between(subject)


def _between(subject: Subject) -> Iterator[Trouble]:
    found = measures(subject.reading)
    for place, less in enumerate(_ORDER):
        for more in _ORDER[place + 1 :]:
            pairs = [(part, whole) for part in found.get(less, ()) for whole in found.get(more, ())]
            nearest = min(pairs, key=_apart, default=None)
            if nearest and nearest[0].value > nearest[1].value:
                yield _trouble(nearest[0], less, nearest[1], more)


def _apart(pair: tuple[Amount, Amount]) -> int:
    """Figures that stand beside one another were meant to be compared."""
    return abs(pair[0].words.span.start - pair[1].words.span.start)


def _trouble(part: Amount, less: Measure, whole: Amount, more: Measure) -> Trouble:
    said = f"{part.value:g} requests {less.value}, but only {whole.value:g} {more.value}"
    return Trouble(said, part.words, ((whole.words, f"{more.value}, as it stands here"),))
