"""What happened when: tables with whatever headers, bullets, bold or headed times, lines, and prose.

It finds the rows; `clocks.py` knows on which day and in which zone each of them is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.outline import Item, Literal, Paragraph, Section, Table
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.clocks import Clocks
from firstcause.document.reading.lead import Lead, lead
from firstcause.document.reading.moments import moments
from firstcause.document.reading.stated import Happening
from firstcause.document.reading.time_table import table_rows
from firstcause.document.spans import Source

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9*\"`\[])")
_HEAD: Final = 80  # characters of a line within which its moment has to stand


def timeline(source: Source, sections: Sequence[Section], clocks: Clocks) -> tuple[Happening, ...]:
    """The rows of these sections, in the order of the document."""
    rows = [row for section in sections for row in _section(section, clocks)]
    if not rows:
        rows = [row for section in sections for row in _fences(source, section, clocks)]
    if not rows:
        rows = [row for section in sections for row in sentences(section, clocks)]
    return tuple(rows)


def timed_rows(section: Section, clocks: Clocks) -> tuple[Happening, ...]:
    """The rows of a section that is no timeline: in its tables, lists and lines, and only what names a time."""
    found: tuple[Happening, ...] = ()
    for kinds in (Table | Item, Paragraph):
        blocks = (block for block in section.blocks if isinstance(block, kinds))
        found = tuple(row for block in blocks for row in _block(block, clocks) if row.clock)
        if len(found) > 1:
            return found
    return ()


def sentences(section: Section, clocks: Clocks) -> Iterator[Happening]:
    """Sentences of running text that name a time."""
    for block in section.blocks:
        if isinstance(block, Paragraph | Item) and not block.quoted and any(map(str.isdigit, block.prose.text)):
            yield from _sentences(block, clocks)


def _section(section: Section, clocks: Clocks) -> Iterator[Happening]:
    headed = _heading(section, clocks)
    if headed is not None:
        yield headed
        return
    for at, block in enumerate(section.blocks):
        if isinstance(block, Paragraph | Item) and not block.quoted:
            found = list(_block(block, clocks))
            yield from (_filled(row, section, at, block) for row in found)
        elif isinstance(block, Table):
            yield from table_rows(block, clocks)


def _heading(section: Section, clocks: Clocks) -> Happening | None:
    """`### 04:59 UTC - Alert fired` is a row; `### November 8` is the day of those that follow."""
    if section.heading is None:
        return None
    text = section.heading.prose
    found = lead(text.text, clocks.day)
    if found is None or found.moment is None or (found.moment.time is None and found.moment.is_valid):
        clocks.headed(text.text)
        return None
    said = text.part(found.rest)
    if not said.text:
        below = (b for b in section.blocks if isinstance(b, Paragraph | Item) and not b.quoted)
        said = next((block.prose for block in below if block.prose.text), said)
    return clocks.happening(text.words(found.start, found.end), found, said, section.heading.line)


def _block(block: Paragraph | Item | Table, clocks: Clocks) -> Iterator[Happening]:
    if isinstance(block, Table):
        yield from table_rows(block, clocks)
        return
    lines = _lines(block, clocks)
    if not lines:
        clocks.remarked(block.prose.text)
    ends = [*(start for _, start, _ in lines[1:]), len(block.prose.text)]
    for (number, start, found), end in zip(lines, ends, strict=False):
        if found.moment and found.moment.time is None and found.moment.is_valid and _is_bare(block, found, start, end):
            clocks.headed(block.prose.text[start:end])
            continue
        moment = block.prose.words(start + found.start, start + found.end)
        said = block.prose.part(min(start + found.rest, end), end)
        yield clocks.happening(moment, found, said, block.line + number)


def _is_bare(block: Paragraph | Item, found: Lead, start: int, end: int) -> bool:
    """Whether a line holds a day alone, and so heads those below it."""
    rest = block.prose.text[start + found.end : end].strip(" *_:-–—\n")
    return not rest or (rest[0] == "(" and rest[-1] == ")" and len(rest) <= _HEAD)


def _lines(block: Paragraph | Item, clocks: Clocks) -> list[tuple[int, int, Lead]]:
    """The lines that begin with a moment. Where the first does not, a single other one is a wrapped sentence."""
    starts = block.prose.starts if isinstance(block, Paragraph) else block.prose.starts[:1]
    found: list[tuple[int, int, Lead]] = []
    for number, start in enumerate(starts):
        head = block.prose.text[start : start + _HEAD]
        if any(map(str.isdigit, head)) and (at := lead(_line(block.prose, start), clocks.day)):
            found.append((number, start, at))
    return found if found and (found[0][1] == 0 or len(found) > 2) else []


def _line(text: Prose, start: int) -> str:
    end = text.text.find("\n", start, start + 400)
    return text.text[start : end if end >= 0 else start + 400]


def _filled(row: Happening, section: Section, at: int, block: Paragraph | Item) -> Happening:
    """A row of a moment alone is told by what stands below it: an item's list, a bold line's paragraph."""
    if row.text.text:
        return row
    after = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
    if not isinstance(after, Paragraph | Item) or after.quoted or lead(after.prose.text[:200]):
        return row
    inside = after.depth >= block.depth if isinstance(after, Paragraph) else after.depth > block.depth
    return _told(row, after.prose) if inside or isinstance(block, Paragraph) else row


def _told(row: Happening, said: Prose) -> Happening:
    return Happening(row.moment, row.clock, said, row.line, row.until, row.day, row.is_relative)


def _fences(source: Source, section: Section, clocks: Clocks) -> Iterator[Happening]:
    """Lines of a code block: some teams keep a timeline's columns straight with it."""
    for block in section.blocks:
        if not isinstance(block, Literal) or block.kind not in {"fence", "code_block"}:
            continue
        last = source.position(max(block.span.start, block.span.end - 1)).line
        for number in range(block.line, last + 1):
            line = source.line(number)
            text = prose([line])
            clocks.remarked(line.text)
            if any(map(str.isdigit, line.text[:_HEAD])) and (found := lead(_line(text, 0), clocks.day)):
                yield clocks.happening(text.words(found.start, found.end), found, text.part(found.rest), number)


def _sentences(block: Paragraph | Item, clocks: Clocks) -> Iterator[Happening]:
    text, at, line = block.prose, 0, block.line
    for end in [*(gap.start() for gap in _SENTENCE.finditer(text.text)), len(text.text)]:
        said = text.part(at, end)
        first = next((m for m in moments(said.text[:400], clocks.day) if m.time), None)
        if first:
            found = Lead(first.start, first.end, 0, first)
            yield clocks.happening(said.words(first.start, first.end), found, said, line)
        line += text.text.count("\n", at, end)
        at = end
