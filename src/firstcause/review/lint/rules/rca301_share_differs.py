"""RCA301: a percentage and its own fraction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.spans import Edit
from firstcause.review.lint.rule import Subject, Trouble

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_SLACK: Final = 1e-9


def share_differs(subject: Subject) -> Iterator[Trouble]:
    """A percentage differs from the fraction that stands beside it.

    Somebody corrected one of the two and forgot the other, so that no reader knows which to believe.

    Bad:

        Requests failed: 12 % (131 of 1420)

    Better:

        Requests failed: 9.2 % (131 of 1420)

    Ignore it where the two speak of different things; it is better, then, to say of what each is a share.
    """
    for amount in subject.reading.amounts:
        if amount.unit != "%" or amount.of is None or not amount.of[1].value:
            continue
        part, whole = amount.of
        share = 100 * part.value / whole.value
        number = _NUMBER.search(amount.words.text)
        if number and abs(share - amount.value) > _tolerance(number[0]) and part.value <= whole.value:
            place = amount.words.part(*number.span())
            right = _written(share, number[0])
            yield Trouble(
                f"{amount.value:g} % is not {part.words.text} of {whole.words.text}, which is {right} %",
                amount.words,
                ((part.words, "the fraction"),),
                edits=(Edit(place.span, right),),
            )


def _tolerance(number: str) -> float:
    """Half of the last digit that is written, and some people round down."""
    _, _, decimals = number.replace(",", ".").partition(".")
    return 10.0 ** -len(decimals) + _SLACK


def _written(share: float, like: str) -> str:
    _, _, decimals = like.replace(",", ".").partition(".")
    return f"{share:.{len(decimals)}f}"
