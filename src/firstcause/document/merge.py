"""Three versions of a text: as it was written, as it would be written now, and what a person made of it.

What changed on one side alone is taken from there. Where both changed the same lines, the person's stay. Lines are
taken whole and as they are, line ends included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from firstcause.document.outline import read_sections
from firstcause.document.spans import Source

MOST_LINES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Merged:
    """The text, and the lines (from 1) at which a person's words stand where ours would have been."""

    text: str
    kept: tuple[int, ...] = ()

    def sections(self) -> tuple[str, ...]:
        """The headings below which these lines stand, each once; the beginning of a document is called that."""
        known = [(s.heading.line, s.title) for s in read_sections(Source(self.text)) if s.heading]
        above = (max(((line, title) for line, title in known if line <= at), default=(0, "")) for at in self.kept)
        return tuple(dict.fromkeys(title or "the beginning" for _, title in above))


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Theirs, with what changed from `base` to `ours` done to it wherever they have left it as it was."""
    if "\r\n" in theirs:
        base, ours = (text.replace("\r\n", "\n").replace("\n", "\r\n") for text in (base, ours))
    was, new, now = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    if max(len(was), len(new), len(now)) > MOST_LINES:
        return Merged(theirs, (1,))
    lines: list[str] = []
    kept: list[int] = []
    for before, mine, yours in _pieces(was, new, now):
        if mine == before:
            lines += yours
        elif yours in (before, mine):
            lines += mine
        else:
            kept.append(len(lines) + 1)
            lines += yours
    return Merged("".join(lines), tuple(kept))


Piece = tuple[list[str], list[str], list[str]]


def _pieces(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[Piece]:
    """The three texts in pieces that belong together: lines that all three have, and what stands between those."""
    at = (0, 0, 0)
    for start, mine, yours, length in _common(_matches(base, ours), _matches(base, theirs)):
        yield base[at[0] : start], ours[at[1] : mine], theirs[at[2] : yours]
        same = base[start : start + length]
        yield same, same, same
        at = (start + length, mine + length, yours + length)
    yield base[at[0] :], ours[at[1] :], theirs[at[2] :]


def _matches(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _common(
    first: list[tuple[int, int, int]], second: list[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs of the base that stand in both others: where in the base, in the one, in the other, and how long."""
    one = two = 0
    while one < len(first) and two < len(second):
        (a, mine, size), (b, yours, length) = first[one], second[two]
        start, end = max(a, b), min(a + size, b + length)
        if start < end:
            yield start, mine + start - a, yours + start - b, end - start
        if a + size <= b + length:
            one += 1
        else:
            two += 1
