"""A question, read: what it asks for by name, time and size, which fault it means, and the words that are left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from firstcause.review.search import sizes
from firstcause.review.search.asking import searched
from firstcause.review.search.explicit import keyed, quoted, without
from firstcause.review.search.extremes import extremes
from firstcause.review.search.faults import CERTAIN, code_wish, fault_wish
from firstcause.review.search.meanings import concepts_of, stem
from firstcause.review.search.measured import dated, measured, timed
from firstcause.review.search.names import PERHAPS, categories, people, services
from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.standing import severities, states
from firstcause.review.search.wish import Wish, of

_CODE: Final = re.compile(r"(?<![\w/])(?:(?:tls|net|app)/[a-z][a-z-]+|[a-z]+(?:-[a-z]+)+)(?![\w/])")


@dataclass(frozen=True, slots=True)
class Asked:
    """`wishes`: what documents are to have or not to have. `words`: for which the texts are searched; `phrases`: for
    which they are searched as they stand."""

    wishes: tuple[Wish, ...]
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()  # what may stand somewhere just as it was typed
    without: tuple[str, ...] = ()  # words and phrases that no document may hold


def read_question(text: str, shelf: Shelf, today: date) -> Asked:
    """What a person asks, as far as it can be understood; every other word is searched for."""
    rest = Rest(text)
    phrases, unwanted = quoted(rest)
    wishes = [*keyed(rest, shelf, today), *without(rest, shelf, unwanted)]
    for reader in (_paths, _codes, severities):
        wishes += reader(rest, shelf)
    wishes += measured(rest, shelf, sizes.COMPARED)  # "over 2000 users" is no year, and "30 days ago" no duration
    wishes += dated(rest, shelf, today)
    wishes += measured(rest, shelf, sizes.PLAIN)
    for reader in (services, states, people, extremes, timed):
        wishes += reader(rest, shelf)
    wishes += _faults(rest.words, shelf)
    sentences = tuple(dict.fromkeys((text.casefold().strip(), rest.words)))
    return Asked(tuple(wishes), searched(rest.words), tuple(phrases), sentences, tuple(unwanted))


def _paths(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """The name of a document, or its beginning."""
    if re.fullmatch(r"\S+-\S+", rest.text) and re.match(r"(?:.*/)?\d{4}-\d\d-\d\d-", rest.text):
        name = rest.text.removesuffix(".md")
        numbers = [number for path, number in shelf.numbers.items() if name in path.casefold()]
        if numbers:
            yield of(f"name {name}", numbers)


def _codes(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    for match in list(_CODE.finditer(rest.text)):
        wish = code_wish(match[0], shelf)
        if wish and wish.degrees:
            rest.give_up(match)
            yield wish


def _faults(words: str, shelf: Shelf) -> Iterator[Wish]:
    """The fault; and the categories, which count for little where their word belongs to a fault that is well told."""
    fault = fault_wish(words, shelf)
    told = list(categories(words, shelf))
    if fault:
        yield fault
    named = {stem(word) for word, _ in told}
    others = " ".join(word for word in re.findall(r"[^\W_]+", words) if stem(word) not in named)
    own = concepts_of(others) if told else {}
    is_told = max(own.values(), default=0.0) >= 1.5 or (
        fault is not None and _is_certain(words) and len(others.split()) > 0
    )
    for _, wish in told:
        yield replace(wish, weight=PERHAPS / 2) if is_told else wish


def _is_certain(words: str) -> bool:
    return max(concepts_of(words).values(), default=0.0) >= CERTAIN
