"""What is left of a question: each reader takes the words that it understands, and leaves the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_BLANKS: Final = re.compile(r"\s+")
LONGEST: Final = 600  # characters of a question; nobody types more


class Rest:
    """The words that nobody has taken yet, in small letters."""

    def __init__(self, text: str) -> None:
        self.text = _BLANKS.sub(" ", text[:LONGEST]).strip().casefold()

    def take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match, taken out; a bar stays in its place, so that what stood around it does not grow together."""
        found = list(pattern.finditer(self.text))
        for match in found:
            self.give_up(match)
        yield from found

    def give_up(self, match: re.Match[str]) -> None:
        """These characters are understood."""
        start, end = match.span()
        self.text = self.text[:start] + "|" * (end - start) + self.text[end:]

    @property
    def words(self) -> str:
        """What remains, without the bars."""
        return _BLANKS.sub(" ", self.text.replace("|", " ")).strip()
