"""The vault as files, and what is wrong in which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.review.lint.vault.documents import clean, notes
from tests.review.lint.vault.faults import FAULTS, Fault

CLEAN_EVERY = 4  # one document in so many has nothing wrong
FEWEST = 160


@dataclass(frozen=True)
class Written:
    """A document of the vault: its text, and the fault in it; `line` from 1, 0 where it concerns no line."""

    path: str
    text: str
    fault: Fault | None
    line: int = 0


def vault() -> Iterator[Written]:
    """All documents, each of another week: clean ones, and every fault at least twice."""
    number = 0
    faults = FAULTS * (1 + FEWEST * (CLEAN_EVERY - 1) // CLEAN_EVERY // len(FAULTS))
    while faults or number < FEWEST:
        broken = faults.pop(0) if faults and number % CLEAN_EVERY else None
        yield written(number, broken)
        number += 1


def written(number: int, broken: Fault | None) -> Written:
    """One document with this fault."""
    document = clean(number)
    needle = broken.breaks(document) if broken else ""
    text = document.text()
    lines = text.split("\n")
    line = next((n for n, words in enumerate(lines, 1) if needle in words), 0) if needle else 0
    assert line or not needle, (broken, needle)
    return Written(document.path, text, broken, line)


def other_notes() -> dict[str, str]:
    """Services and runbooks, by path."""
    return notes()
