"""Places in a text: where something stands, so that it can be shown, and changed without touching anything else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

_LINE_END: Final = re.compile(r"\r\n?|\n")  # as CommonMark has them


class Span(NamedTuple):
    """From `start` up to `end`, in characters of the text."""

    start: int
    end: int


class Position(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the text, and where it stands: `text` is what the span holds, as it was written."""

    text: str
    span: Span

    def part(self, start: int, end: int) -> Words:
        """From the `start`th of its characters up to the `end`th."""
        return Words(self.text[start:end], Span(self.span.start + start, self.span.start + end))

    def strip(self) -> Words:
        """Without blanks at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.part(left, max(left, len(self.text.rstrip())))

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, eq=False)
class Source:
    """A document's text as it was read, line ends included, and the path under which it is spoken of."""

    text: str
    path: str = ""

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @property
    def lines(self) -> int:
        """How many there are."""
        return len(self._starts)

    def line(self, number: int) -> Words:
        """The line of that number, from 1, without its end."""
        start = self._starts[number - 1]
        text = self.text[start : self.offset(number + 1)].rstrip("\r\n")
        return Words(text, Span(start, start + len(text)))

    def words(self, span: Span) -> Words:
        """What stands there."""
        return Words(self.text[span.start : span.end], span)

    def position(self, offset: int) -> Position:
        """Line and column of a character."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int) -> int:
        """Where that line, from 1, begins; the end of the text for one that is not there."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of what the span holds; an empty span inserts."""

    span: Span
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Of two that overlap, the later is left out: it was meant for another text."""
    parts: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda e: (e.span, e.text)):
        if edit.span.start < at:
            continue
        parts += text[at : edit.span.start], edit.text
        at = edit.span.end
    return "".join((*parts, text[at:]))
