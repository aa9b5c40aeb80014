"""The running text of a document, piece by piece: paragraphs, items and cells, with the section that each stands in.

Most rules of words find nothing in most documents: they name the words without which they cannot, and are asked about
the pieces that hold one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstcause.document.links import without_code
from firstcause.document.outline import Heading, Item, Literal, Paragraph, Section, Table
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Words


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is as long as what is written, with blanks for code and line ends: what is found in it has its place."""

    text: str
    low: str  # in small letters
    written: Prose
    section: Section
    quoted: bool = False
    in_table: bool = False

    def words(self, start: int, end: int) -> Words:
        """What stands there."""
        return self.written.words(start, end)


def passages(reading: Reading) -> Iterator[Passage]:
    """All of them, in order; headings are titles and no prose."""
    for section in reading.sections:
        for block in section.blocks:
            match block:
                case Paragraph() | Item():
                    yield _passage(block.prose, section, quoted=block.quoted)
                case Table():
                    yield from _cells(block, section)
                case Heading() | Literal():
                    pass


def _cells(table: Table, section: Section) -> Iterator[Passage]:
    for row in table.rows:
        for cell in row.cells:
            if cell:
                yield _passage(prose([cell]), section, in_table=True)


def _passage(written: Prose, section: Section, *, quoted: bool = False, in_table: bool = False) -> Passage:
    text = without_code(written.text).replace("\n", " ")
    return Passage(text, text.lower(), written, section, quoted, in_table)


def holding(found: Sequence[Passage], words: Sequence[str]) -> list[Passage]:
    """The pieces with one of these words, in small letters."""
    return [passage for passage in found if any(word in passage.low for word in words)]
