"""Any Markdown document as blocks and sections, each with its place: native ones, and whatever other teams write.

It knows CommonMark and tables (by markdown-it, whose blocks alone are asked for) and nothing of root-cause analyses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from firstcause.document.prose import NOTHING, Prose, prose
from firstcause.document.spans import Source, Span, Words
from firstcause.document.tables import cells


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 for the document's own. `line` counts from 1, as everywhere."""

    level: int
    prose: Prose
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `depth`: in how many lists it stands; `quoted`: in a block quote."""

    prose: Prose
    line: int
    depth: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with its first paragraph; what follows in it are paragraphs and items of a greater depth."""

    prose: Prose
    line: int
    depth: int
    marker: str  # "-", "1."
    span: Span  # all of its lines
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, as many cells as its header has."""

    cells: tuple[Words, ...]
    line: int
    span: Span  # the whole line


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `rows` are without the header."""

    header: Row
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A fence, indented code, HTML, a rule: nothing in it is Markdown. `kind` is markdown-it's."""

    kind: str
    span: Span
    line: int


Block: TypeAlias = Heading | Paragraph | Item | Table | Literal


@dataclass(slots=True)
class Section:
    """A heading with the blocks below it, up to the next heading. The first section of all has none."""

    heading: Heading | None
    above: Section | None  # the section that it belongs to
    blocks: list[Block] = field(default_factory=list)
    end: int = 0  # the offset at which the next heading begins

    @property
    def title(self) -> str:
        """As it is written; "" for what stands before the first heading."""
        return self.heading.prose.text if self.heading else ""

    @property
    def level(self) -> int:
        """0 for what stands before the first heading."""
        return self.heading.level if self.heading else 0

    def is_within(self, other: Section) -> bool:
        """Whether it is the other, or belongs to it."""
        return self is other or (self.above is not None and self.above.is_within(other))


_MARKDOWN: Final = MarkdownIt("commonmark").enable("table").disable("reference")
_MARKDOWN.core.ruler.enableOnly(["normalize", "block"])
_LITERALS: Final = frozenset({"fence", "code_block", "html_block", "hr"})
_CONTAINERS: Final = frozenset(
    {"bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"}
    | {"blockquote_open", "blockquote_close", "list_item_open"}
)


def read_sections(source: Source, first_line: int = 1) -> list[Section]:
    """The sections of a document, in order, from that line on."""
    sections = [Section(None, None)]
    for block in _blocks(source, first_line):
        if isinstance(block, Heading):
            sections[-1].end = source.offset(block.line)
            sections.append(Section(block, _above(sections, block.level)))
        else:
            sections[-1].blocks.append(block)
    sections[-1].end = len(source.text)
    return sections


def _above(sections: Sequence[Section], level: int) -> Section | None:
    above: Section | None = sections[-1]
    while above is not None and above.level >= level:
        above = above.above
    return above if above is None or above.level else None


def _blocks(source: Source, first_line: int) -> Iterator[Block]:
    start = source.offset(first_line)
    tokens = _MARKDOWN.parse(source.text[start:])
    return _Reading(source, first_line).blocks(tokens)


class _Reading:
    """One walk over the tokens, with what is open around the present one."""

    def __init__(self, source: Source, first_line: int) -> None:
        self._source = source
        self._first = first_line
        self._lists = 0
        self._quotes = 0
        self._table: list[Row] = []
        self._item: Item | None = None  # opened, and without a paragraph so far

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Of all tokens, in order. A block's text is the token right after the one that opens it."""
        for at, token in enumerate(tokens):
            kind = token.type
            if kind in _CONTAINERS:
                yield from self._container(token)
            elif kind in {"list_item_close", "table_close", *_LITERALS}:
                yield from self._closed(token)
            elif kind == "heading_open":
                yield Heading(int(token.tag[1:]), self._prose(tokens[at + 1]), self._line(token))
            elif kind == "paragraph_open":
                yield self._paragraph(tokens[at + 1])
            elif kind == "tr_open":
                self._table.append(self._row(token, len(self._table[0].cells) if self._table else None))

    def _container(self, token: Token) -> Iterator[Block]:
        if token.type == "list_item_open":
            self._item = self._opened(token)
        elif token.type.startswith("blockquote"):
            self._quotes += token.nesting
        else:
            self._lists += token.nesting
            if token.nesting > 0:
                yield from self._bare_item()

    def _closed(self, token: Token) -> Iterator[Block]:
        yield from self._bare_item()
        if token.type == "table_close":
            (header, *rows), self._table = self._table, []
            yield Table(header, tuple(rows), header.line)
        elif token.type in _LITERALS:
            yield Literal(token.type, self._span(token), self._line(token))

    def _opened(self, token: Token) -> Item:
        marker = f"{token.info}{token.markup}"
        return Item(NOTHING, self._line(token), self._lists, marker, self._span(token), self._quotes > 0)

    def _bare_item(self) -> Iterator[Item]:
        """An item that begins with no paragraph: empty, or with a list of its own."""
        item, self._item = self._item, None
        if item is not None:
            yield item

    def _paragraph(self, inline: Token) -> Paragraph | Item:
        text, line = self._prose(inline), self._line(inline)
        item, self._item = self._item, None
        if item is None:
            return Paragraph(text, line, self._lists, self._quotes > 0)
        return Item(text, item.line, item.depth, item.marker, item.span, item.quoted)

    def _prose(self, inline: Token) -> Prose:
        """The token holds the lines without their indentation; each of them is the end of a line of the document."""
        first = self._line(inline)
        return prose([self._end_of_line(first + n, text.strip()) for n, text in enumerate(inline.content.split("\n"))])

    def _end_of_line(self, number: int, text: str) -> Words:
        line = self._source.line(number)
        start = line.text.rfind(text)
        return line.part(max(start, 0), max(start, 0) + len(text))

    def _row(self, token: Token, width: int | None) -> Row:
        line = self._source.line(self._line(token))
        found = cells(line)
        wide = len(found) if width is None else width
        empty = line.part(len(line.text), len(line.text))
        return Row(tuple(found[:wide]) + (empty,) * (wide - len(found)), self._line(token), line.span)

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + self._first

    def _span(self, token: Token) -> Span:
        first, last = token.map or (0, 0)
        return Span(self._source.offset(self._first + first), self._source.offset(self._first + last))
