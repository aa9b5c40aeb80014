"""RCA305: an increase that falls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble

_UP: Final = re.compile(r"\b(?:increas|spik|ris(?:e|ing)|rose|climb|grew|growth|jump|surg|went up)", re.IGNORECASE)
_DOWN: Final = re.compile(r"\b(?:decreas|drop|fell|fall|reduc|declin|went down|shr[aiu]nk|dip)", re.IGNORECASE)


def wrong_direction(subject: Subject) -> Iterator[Trouble]:
    """An "increase" falls, or a "reduction" rises.

    One of the two numbers, or the word before them, is the wrong way round.

    Bad:

        Latency increase: p99 went from 2855 ms to 191 ms

    Better:

        Latency increase: p99 went from 191 ms to 2855 ms

    Ignore it where the words speak of something else in the same sentence.
    """
    for amount in subject.reading.amounts:
        before = amount.change_from
        if before is None or before.value == amount.value:
            continue
        up, down = _UP.search(amount.said_of), _DOWN.search(amount.said_of)
        if bool(up) == bool(down):
            continue
        rises = amount.value > before.value
        if rises != bool(up):
            word = (up or down)[0]  # type: ignore[index]
            yield Trouble(
                f"'{word}' is said of what goes from {before.words.text} to {amount.words.text}",
                amount.words,
                ((before.words, "it comes from here"),),
            )
