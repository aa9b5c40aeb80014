"""Running text as it is read, with the way back to where each of its characters stands in the document.

A paragraph may be wrapped, indented, and quoted: its lines are joined here, and what is found in it is found in the
document's own text, so that an edit changes those characters and no others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from firstcause.document.spans import Span, Words


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` holds the lines, one blank or line feed between two; `starts` and `offsets` say where each began."""

    text: str
    starts: tuple[int, ...]  # of each line, in `text`
    offsets: tuple[int, ...]  # of each line, in the document

    def words(self, start: int, end: int) -> Words:
        """What stands there, as it is read, and its place in the document."""
        return Words(
            self.text[start:end],
            Span(self._offset(start), self._offset(end - 1) + 1 if end > start else self._offset(start)),
        )

    def all(self) -> Words:
        """The whole of it."""
        return self.words(0, len(self.text))

    def part(self, start: int, end: int | None = None) -> Prose:
        """From the `start`th of its characters up to the `end`th, without blanks at its ends."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start].isspace():
            start += 1
        while start < stop and self.text[stop - 1].isspace():
            stop -= 1
        inside = range(bisect_right(self.starts, start), bisect_right(self.starts, max(start, stop - 1)))
        starts = (0, *(self.starts[line] - start for line in inside))
        return Prose(self.text[start:stop], starts, (self._offset(start), *(self.offsets[line] for line in inside)))

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Words]]:
        """Each match, and the words that it holds."""
        for match in pattern.finditer(self.text):
            yield match, self.words(*match.span())

    def _offset(self, at: int) -> int:
        line = bisect_right(self.starts, at) - 1
        return self.offsets[line] + at - self.starts[line]


NOTHING = Prose("", (0,), (0,))


def prose(lines: list[Words]) -> Prose:
    """Lines of a paragraph, in order, without what is no text of theirs (indentation, a quote's mark)."""
    if not lines:
        return NOTHING
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return Prose("\n".join(line.text for line in lines), tuple(starts), tuple(line.span.start for line in lines))
