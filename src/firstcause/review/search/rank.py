"""The documents that answer a question, best first, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from firstcause.model.account import Texts
from firstcause.review.search.ask import Asked
from firstcause.review.search.meanings import stem
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import GRANTED, Wish

TEXT: Final = 4.0  # what the best text alone is worth
TOGETHER: Final = 3.0  # what each word is worth where all stand together as they were asked
MOST_TOGETHER: Final = 24.0
QUOTED: Final = 12.0
NOTHING: Final = 0.05  # a word that stands in nearly all documents finds none
_RECENT: Final = 1e-7  # between equals the newer one is first


@dataclass(frozen=True, slots=True)
class Hits:
    """What a full-text index says: by number, how well the words fit (1 for the best), and who has all of them as they
    stand, each phrase, and what was not to be there."""

    words: Mapping[int, float]
    together: frozenset[int] = frozenset()
    length: int = 0  # how many words those were
    phrases: tuple[frozenset[int], ...] = ()
    without: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """`why`: what of the question it fits; `lacks`: what it does not, where too few documents have everything."""

    path: str
    title: str
    score: float
    why: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def rank(asked: Asked, shelf: Shelf, hits: Hits, texts: Callable[[int], Texts], limit: int) -> list[Result]:
    """At most `limit` documents. Those that lack something come after all that have everything, and say so."""
    wishes = (*(wish for wish in asked.wishes if not wish.excludes), *_phrases(asked, hits))
    excluded = hits.without.union(*(wish.degrees for wish in asked.wishes if wish.excludes))
    scores = _scores(wishes, hits, _candidates(wishes, hits, excluded, shelf, limit))
    if wishes or asked.words:
        scores = {number: score for number, score in scores.items() if score > NOTHING}
    best = nlargest(limit, scores.items(), key=lambda item: (item[1] + _RECENT * shelf.age[item[0]], -item[0]))
    return [_result(number, score, asked, wishes, hits, shelf, texts) for number, score in best]


def _phrases(asked: Asked, hits: Hits) -> list[Wish]:
    return [
        Wish(f'"{phrase}"', dict.fromkeys(found, 1.0), QUOTED)
        for phrase, found in zip(asked.phrases, hits.phrases, strict=True)
    ]


def _candidates(wishes: Iterable[Wish], hits: Hits, excluded: Iterable[int], shelf: Shelf, limit: int) -> Iterable[int]:
    """Those that have everything, where they are enough; else whoever has anything."""
    wishes = tuple(wishes)
    out = frozenset(excluded)
    full = _full(wishes)
    if full is not None and len(full - out) >= limit:
        return full - out
    anyone = set(hits.words).union(*(wish.degrees for wish in wishes)) if wishes else set(hits.words)
    if not anyone and out:
        return [number for number in shelf.everything if number not in out]
    return anyone - out


def _full(wishes: tuple[Wish, ...]) -> set[int] | None:
    """Who has all that was wished for; None where nothing was."""
    found: set[int] | None = None
    for wish in sorted(wishes, key=lambda one: len(one.degrees)):
        having = {number for number, degree in wish.degrees.items() if degree >= GRANTED}
        found = having if found is None else found & having
    return found


def _scores(wishes: Iterable[Wish], hits: Hits, numbers: Iterable[int]) -> dict[int, float]:
    scores = dict.fromkeys(numbers, 0.0)
    for wish in wishes:
        degrees, weight = wish.degrees, wish.weight
        for number in scores if len(scores) < len(degrees) else degrees:
            if number in scores and number in degrees:
                scores[number] += weight * degrees[number]
    for number, text in hits.words.items():
        if number in scores:
            scores[number] += TEXT * text
    for number in hits.together:
        if number in scores:
            scores[number] += min(MOST_TOGETHER, TOGETHER * hits.length)
    return scores


def _result(
    number: int,
    score: float,
    asked: Asked,
    wishes: Iterable[Wish],
    hits: Hits,
    shelf: Shelf,
    texts: Callable[[int], Texts],
) -> Result:
    account = shelf.accounts[number]
    why = [wish.why for wish in wishes if wish.degrees.get(number, 0.0) >= GRANTED]
    lacks = [wish.why for wish in wishes if wish.degrees.get(number, 0.0) < GRANTED]
    if number in hits.words:
        why += _places(asked.words, texts(number))
    return Result(account.path, account.title, round(score, 3), tuple(why), tuple(lacks))


def _places(words: Iterable[str], texts: Texts) -> list[str]:
    """ "words in cause": in which parts of the document the words stand."""
    stems = "|".join(re.escape(stem(word)) for word in words)
    if not stems:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{stems})", re.IGNORECASE)
    found = [name for name, text in texts.parts() if pattern.search(text)]
    return [f"words in {', '.join(found)}"] if found else []
