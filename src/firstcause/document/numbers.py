"""Numbers as people write them: digits, and the small ones in words."""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def number_of(word: str) -> int | None:
    """A whole number, as in "3", "three", "1,420"; None for anything else."""
    plain = word.casefold().replace(",", "")
    if plain in _WORDS:
        return _WORDS.index(plain)
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else None
