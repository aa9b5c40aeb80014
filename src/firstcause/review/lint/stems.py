"""Which words of a sentence carry its meaning, cut down so that their forms are one: "renewed" and "renewal"."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_](?:[\w/+.-]*[^\W_])?")
_ENDINGS: Final = re.compile(
    r"(?:ations?|itions?|ments?|ances?|ences?|ings?|ities|ity|ives?|ions?|ies|ied|als?|ers?|ors?|ed|es|ly|s|e|y)$"
)
SHORTEST: Final = 3
MOST_ENDINGS: Final = 4  # as in "implement-ed", whose base has an ending of its own
# Words that stand in every document of this kind, whatever happened.
_EMPTY: Final = """
    a about above after again all also an and any are as at be because been before being below between both but by
    can cannot could did do does due during each few for from further had has have he her here him his how i if in
    into is it its itself just me more most my need needs no nor not of off on once one only or other our out over
    own same several she should since so some such than that the their them then there these they this those
    through to too under until up us very via was we were what when where which while who whom why will with
    within without would you your incident incidents issue issues problem problems event events service services
    system systems component experienced caused cause causes root team teams better improve improved improvement
    improvements additional
"""
EMPTY: Final = frozenset(_EMPTY.split())


def words(text: str) -> list[str]:
    """The words in order, in small letters."""
    return [word.casefold() for word in _WORD.findall(text)]


def stem(word: str) -> str:
    """A word without its endings; a short one stays as it is."""
    for _ in range(MOST_ENDINGS):
        cut = _ENDINGS.sub("", word)
        if len(cut) < SHORTEST or cut == word:
            break
        word = cut
    return word[:-1] if len(word) > SHORTEST + 1 and word[-1] == word[-2] else word


def stems(text: str) -> frozenset[str]:
    """Of all words that mean something."""
    return frozenset(stem(word) for word in words(text) if word not in EMPTY and not word.isdecimal())
