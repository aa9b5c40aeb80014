"""Markdown's blocks as values, each with the lines on which it stands.

It knows CommonMark and tables (by markdown-it) and nothing of root-cause analyses, so any document can be read with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Line:
    """Inline Markdown as it stands in the source, and the line on which it begins (from 1)."""

    source: str
    number: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 for the document's own."""

    level: int
    title: Line

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.title.number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a hard-wrapped one keeps its line breaks in `text.source`."""

    text: Line

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.text.number


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; nested lists are flattened into it, since the native format has none."""

    kind: Literal["bullets", "numbers"]
    items: tuple[Line, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote, its paragraphs one after another."""

    paragraphs: tuple[Line, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `rows` are without the header, each as wide as the header."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Other:
    """A rule, a fence, HTML: nothing that the native format gives a meaning."""

    kind: str
    line: int


Block: TypeAlias = Heading | Paragraph | Listing | Quote | Table | Other

# The native format writes footnotes as `[^E1]: [title](path)`, which CommonMark would swallow as link definitions.
_MARKDOWN: Final = MarkdownIt("commonmark").enable("table").disable("reference")


def blocks(source: str, first_line: int = 1) -> list[Block]:
    """The blocks of `source` in order; `first_line` is the number of its first line in the whole document."""
    return [_block(group, first_line) for group in _groups(_MARKDOWN.parse(source))]


def _groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Tokens from each opening to its closing on the outermost level."""
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield tokens[start : index + 1]
            start = index + 1


def _block(group: Sequence[Token], first_line: int) -> Block:
    opening = group[0]
    line = _number(opening, first_line)
    match opening.type:
        case "heading_open":
            return Heading(int(opening.tag[1:]), _lines(group, first_line)[0])
        case "paragraph_open":
            return Paragraph(_lines(group, first_line)[0])
        case "bullet_list_open":
            return Listing("bullets", _items(group, first_line), line)
        case "ordered_list_open":
            return Listing("numbers", _items(group, first_line), line)
        case "blockquote_open":
            return Quote(_lines(group, first_line), line)
        case "table_open":
            header, *rows = _rows(group, first_line)
            return Table(header, tuple(rows), line)
        case kind:
            return Other(kind, line)


def _number(token: Token, first_line: int) -> int:
    return (token.map[0] if token.map else 0) + first_line


def _lines(group: Sequence[Token], first_line: int) -> tuple[Line, ...]:
    return tuple(Line(token.content, _number(token, first_line)) for token in group if token.type == "inline")


def _items(group: Sequence[Token], first_line: int) -> tuple[Line, ...]:
    """One line an item: an item's further paragraphs are joined to its first, an empty item is an empty line."""
    items: list[Line] = []
    for token in group:
        if token.type == "list_item_open":
            items.append(Line("", _number(token, first_line)))
        elif token.type == "inline":
            items[-1] = Line(f"{items[-1].source}\n{token.content}".lstrip("\n"), items[-1].number)
    return tuple(items)


def _rows(group: Sequence[Token], first_line: int) -> list[tuple[Line, ...]]:
    rows: list[tuple[Line, ...]] = []
    line = first_line
    for token in group:
        if token.type == "tr_open":
            line = _number(token, first_line)
            rows.append(())
        elif token.type == "inline":
            rows[-1] += (Line(token.content, line),)
    return rows
