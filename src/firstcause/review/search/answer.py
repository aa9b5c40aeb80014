"""From a question to its answer: read it, ask the index for the words that are left, and rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from firstcause.ports import Likeness, SearchIndex
from firstcause.review.search.ask import Asked, read_question
from firstcause.review.search.rank import Hits, Result, rank
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish

MOST_HITS: Final = 400
ALIKE: Final = 8.0  # the weight of a language model's opinion, where one is plugged in
SHORT: Final = 3  # so few words, that stand together in more documents than the share of
COMMON: Final = 0.5  # are part of the mould: "on-call engineer"


def answer(
    question: str, shelf: Shelf, index: SearchIndex, today: date, limit: int, likeness: Likeness | None = None
) -> list[Result]:
    """At most `limit` documents, best first."""
    asked = read_question(question, shelf, today)
    if likeness:
        asked = _with_likeness(asked, question, shelf, index, likeness)
    hits = _hits(asked, shelf, index)
    return rank(asked, shelf, hits, lambda number: index.texts(shelf.accounts[number].path), limit)


def _hits(asked: Asked, shelf: Shelf, index: SearchIndex) -> Hits:
    numbers = shelf.numbers
    fits = index.matching(asked.words, MOST_HITS)
    best = max(fits.values(), default=0.0) or 1.0
    everything = len(numbers)
    together, length = _together(asked, shelf, index)
    return Hits(
        words={numbers[path]: fit / best for path, fit in fits.items()},
        together=frozenset(numbers[path] for path in together),
        length=length,
        phrases=tuple(frozenset(numbers[path] for path in index.holding(p, everything)) for p in asked.phrases),
        without=frozenset(numbers[path] for word in asked.without for path in index.holding(word, everything)),
    )


def _together(asked: Asked, shelf: Shelf, index: SearchIndex) -> tuple[Sequence[str], int]:
    """Who has several words just as they were typed, and how many words these are."""
    for sentence in asked.sentences:
        length = len(sentence.split())
        found = index.holding(sentence, MOST_HITS) if length > 1 else ()
        if found and (length > SHORT or len(found) <= COMMON * len(shelf.accounts)):
            return found, length
    return (), 0


def _with_likeness(asked: Asked, question: str, shelf: Shelf, index: SearchIndex, likeness: Likeness) -> Asked:
    documents: Mapping[str, str] = {one.path: f"{one.title}\n{index.texts(one.path).summary}" for one in shelf.accounts}
    found = {shelf.numbers[path]: degree for path, degree in likeness.alike(question, documents).items()}
    return replace(asked, wishes=(*asked.wishes, Wish("alike", found, ALIKE)))
