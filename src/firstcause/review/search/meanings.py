"""What words mean: the catalogue's meanings found in any text, and the kinds of fault of which they are signs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from firstcause.review.search.catalogue.all import CONCEPTS
from firstcause.review.search.catalogue.words.all import ROWS

_TOKEN: Final = re.compile(r"[^\W_]+")
# Fewer endings than the rules of the linter take off: a processor is no process here, and a server does not serve.
_ENDING: Final = re.compile(r"(?:ations?|ions?|ings?|ied|ies|ed|es|ly|s(?<!ss)|e|y)$")
_SHORTEST: Final = 3
_PASSES: Final = 2


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without its endings; a short one stays as it is."""
    for _ in range(_PASSES):
        cut = _ENDING.sub("", word)
        if len(cut) < _SHORTEST or cut == word:
            break
        word = cut
    return word[:-1] if len(word) > _SHORTEST + 1 and word[-1] == word[-2] else word


@dataclass(frozen=True, slots=True)
class Said:
    """Words that mean something: from which token to which, and what."""

    start: int
    end: int
    meanings: frozenset[str]


def tokens(text: str) -> list[str]:
    """The words of a text by their stems, in order."""
    return [stem(token) for token in _TOKEN.findall(text.casefold())]


def said(words: Sequence[str]) -> Iterator[Said]:
    """Every phrase that the catalogue knows; of two that begin alike the longer one, and none inside another."""
    at = 0
    while at < len(words):
        phrase = next((one for one in _phrases().get(words[at], ()) if _stands(one, words, at)), None)
        if phrase is None:
            at += 1
        else:
            yield Said(at, at + len(phrase), _meanings()[phrase])
            at += len(phrase)


def concepts_of(text: str) -> dict[str, float]:
    """The kinds of fault of which the text speaks, each with the weight of its best sign."""
    words = tokens(text)
    return weighed(frozenset(meaning for one in said(words) for meaning in one.meanings))


def weighed(meanings: frozenset[str]) -> dict[str, float]:
    """The kinds of fault that have a sign among these meanings. Of several signs the best counts."""
    found = {}
    for id_, concept in CONCEPTS.items():
        weight = max((sign.weight for sign in concept.signs if sign.meanings <= meanings), default=0.0)
        if weight:
            found[id_] = weight
    return found


def is_known(word: str) -> bool:
    """Whether the catalogue has a meaning for this word alone."""
    return (stem(word),) in _meanings()


def _stands(phrase: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    return tuple(words[at : at + len(phrase)]) == phrase


@cache
def _meanings() -> Mapping[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in ROWS:
        for phrase in row.phrases:
            found[tuple(tokens(phrase))].add(row.meaning)
    return MappingProxyType({phrase: frozenset(meant) for phrase, meant in found.items() if phrase})


@cache
def _phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in _meanings():
        found[phrase[0]].append(phrase)
    return MappingProxyType({first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in found.items()})
