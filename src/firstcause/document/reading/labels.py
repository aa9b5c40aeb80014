"""Documents without headings: a bold line in the place of one, and `**Impact**: ...` above the first part.

It makes sections of them, whose heading is the label: whoever reads parts need not know how they were announced.
What is said of the document itself ("Severity: P2", "Authors: ...") is kept as labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.outline import Block, Heading, Item, Paragraph, Row, Section, Table
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Label

_BOLD_LINE: Final = re.compile(r"(?:\*\*|__)(?P<title>[^*_\n]{1,80})(?:\*\*|__)\s*:?\s*$")
_LABEL: Final = re.compile(
    r"(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,60}?):?(?:\*\*|__)\s*:?[ \t]*|(?P<bare>[A-Z][\w /()-]{1,40}?):(?=[ \t]|$)[ \t]*)"
)
_HAS_COLON: Final = re.compile(r":\s*$|:(?:\*\*|__)")
_TOLD_IN: Final = frozenset(
    {None, Role.SUMMARY, Role.IMPACT, Role.CUSTOMER, Role.DETECTION, Role.RESOLUTION, Role.AFFECTED}
)
_KEY_TITLE: Final = re.compile(
    r"(?:[^\w]*\s)?(?:(?:incident |outage )?(?:date|time|start|end|severity|status|duration|priority"
    r"|level)(?: (?:and|&|/) time)?"
    r"|authors?(?:\(s\))?|owners?|services?|date/time|incident (?:id|number)|systems?|severity level|reporter)"
)
_LONGEST: Final = 120  # characters of a label's line that are looked at first
_MOST_LINES: Final = 200
_KEYLESS: Final = frozenset({Role.FACTORS, Role.WENT_WELL, Role.LUCK, Role.GLOSSARY, Role.RELATED})


def with_labels(sections: Sequence[Section]) -> list[Section]:
    """The sections of a foreign document, with one more for every label and bold line that announces a part."""
    return [part for section in sections for part in _split(section)]


def _split(section: Section) -> Iterator[Section]:
    """The section as it is where nothing in it announces a part."""
    is_part = bool(section.title) and role_of(section.title) is not None
    present, found = section, [section]
    blocks, section.blocks = section.blocks, []
    for block in blocks:
        for piece in _pieces(block):
            heading = _announced(piece, is_part=is_part)
            if heading is None:
                present.blocks.append(piece)
                continue
            start = heading[0].prose.all().span.start
            found[-1].end, end = start, section.end
            present = Section(heading[0], section if section.heading else section.above, [], end)
            found.append(present)
            if heading[1] is not None:
                present.blocks.append(heading[1])
    yield from found


def _pieces(block: Block) -> Iterator[Block]:
    """A paragraph whose lines each begin with a label, line by line."""
    if not isinstance(block, Paragraph) or block.depth or block.quoted or "\n" not in block.prose.text:
        yield block
        return
    text = block.prose.text
    lines = enumerate(block.prose.starts[:_MOST_LINES])
    starts = [(n, s) for n, s in lines if text[s : s + 1] in "*_" and _is_label(text[s : s + _LONGEST])]
    if not starts or starts[0][1] != 0:
        yield block
        return
    for (number, start), (_, end) in zip(starts, [*starts[1:], (0, len(text))], strict=True):
        yield Paragraph(block.prose.part(start, end), block.line + number)


def _is_label(line: str) -> bool:
    match = _LABEL.match(line)
    return match is not None and (match["bare"] is not None or _HAS_COLON.search(match[0]) is not None)


def _announced(block: Block, *, is_part: bool) -> tuple[Heading, Block | None] | None:
    """The heading that a block stands for, and what is left of it. A part keeps its own labels of items."""
    if not isinstance(block, Paragraph | Item) or block.quoted or block.depth > 1:
        return None
    text = block.prose
    if not isinstance(block, Item) and (bold := _BOLD_LINE.match(text.text)):
        role = role_of(bold["title"].rstrip(": "))
        return (Heading(6, text.part(*bold.span("title")), block.line), None) if role else None
    if is_part:
        return None
    label = _LABEL.match(text.text)
    if label is None or not _is_label(text.text[:120]):
        return None
    group = "bold" if label["bold"] is not None else "bare"
    if role_of(label[group]) in {None, *_KEYLESS}:
        return None
    rest = text.part(label.end())
    left = Paragraph(rest, block.line) if rest.text else None
    return Heading(6, text.part(*label.span(group)), block.line), left


def labels(sections: Sequence[Section]) -> Iterator[Label]:
    """What a document says of itself: `**Severity**: P2`, `- Date: today`, a table of two columns, `## Authors`."""
    for section in sections:
        if section.title and role_of(section.title) not in _TOLD_IN:
            continue
        yield from _titled(section)
        for block in section.blocks:
            match block:
                case Paragraph() | Item() if not block.prose.text.startswith("[!"):
                    yield from _labels_of(block.prose, block.line)
                case Table(header, rows) if len(header.cells) == 2:
                    yield from _labels_of_rows((header, *rows))
                case Table(header, (row,)):
                    yield from _labels_of_columns(header, row)
                case _:
                    continue


def _labels_of_columns(header: Row, row: Row) -> Iterator[Label]:
    """A table of one row, whose columns are the keys."""
    for key, value in zip(header.cells, row.cells, strict=True):
        if key.text and value.text:
            yield Label(key, prose([value]), row.line)


def _titled(section: Section) -> Iterator[Label]:
    """A heading that is a key, with what stands below it."""
    if section.heading is None or not _KEY_TITLE.fullmatch(section.title.strip("*_: ").casefold()):
        return
    for block in section.blocks:
        if isinstance(block, Paragraph | Item) and 0 < len(block.prose.text) <= _LONGEST:
            yield Label(section.heading.prose.all(), block.prose, block.line)


def _labels_of(text: Prose, line: int) -> Iterator[Label]:
    for number, start in enumerate(text.starts[:_MOST_LINES]):
        end = text.starts[number + 1] - 1 if number + 1 < len(text.starts) else len(text.text)
        for first, last in _cut(text.text, start, min(end, start + 20 * _LONGEST)):
            match = _LABEL.match(text.text[first : min(last, first + _LONGEST)])
            if match is None or not _is_label(text.text[first : first + _LONGEST]):
                continue
            group = "bold" if match["bold"] is not None else "bare"
            key = text.words(first + match.start(group), first + match.end(group))
            yield Label(key, text.part(min(first + match.end(), last), last), line + number)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Several labels on one line: `**Date:** ... | **Severity:** ...`."""
    bars = [bar.start() for bar in re.finditer(r"\|(?=\s*(?:\*\*|__|[A-Z]))", text[start:end])]
    starts = [0, *(bar + 1 for bar in bars)]
    ends = [*bars, end - start]
    return [
        (
            start + first + len(text[start + first : start + last]) - len(text[start + first : start + last].lstrip()),
            start + last,
        )
        for first, last in zip(starts, ends, strict=True)
    ]


def _labels_of_rows(rows: Sequence[Row]) -> Iterator[Label]:
    for row in rows:
        key = row.cells[0]
        name = key.text.strip("*_: ")
        if name and len(name) <= 60:
            start = key.text.index(name)
            yield Label(key.part(start, start + len(name)), prose([row.cells[1]]), row.line)
