"""Edits that several rules propose: a line taken out, an item of a list in the front matter added or taken out."""

from __future__ import annotations

from firstcause.document.front import Entry
from firstcause.document.outline import Item, Section
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Edit, Source, Span, Words


def replaced(words: Words, text: str) -> Edit:
    """Something else in their place."""
    return Edit(words.span, text)


def line_end(source: Source) -> str:
    """As the document has them."""
    return "\r\n" if "\r\n" in source.text else "\n"


def without_line(source: Source, words: Words) -> Edit:
    """The words taken out, and their line with them where it holds nothing else."""
    number = source.position(words.span.start).line
    line = source.line(number)
    if line.text.strip() == words.text.strip() and words.span.end <= line.span.end:
        return Edit(Span(line.span.start, source.offset(number + 1)), "")
    return Edit(words.span, "")


def with_item(entry: Entry, name: str) -> Edit | None:
    """A name added to a list of the front matter that is written in one line; None for another."""
    if not entry.written.text.endswith("]") or "\n" in entry.written.text:
        return None
    end = entry.written.span.end - 1
    return Edit(Span(end, end), f", {name}" if entry.items else name)


def without_item(entry: Entry, item: Words) -> Edit | None:
    """An item taken out of a list that is written in one line, with its comma."""
    at = entry.items.index(item)
    if not entry.written.text.startswith("["):
        return None
    if at + 1 < len(entry.items):
        return Edit(Span(item.span.start, entry.items[at + 1].span.start), "")
    start = entry.items[at - 1].span.end if at else item.span.start
    return Edit(Span(start, item.span.end), "")


def with_bullet(reading: Reading, section: Section, text: str) -> Edit:
    """An item after the last of the section's list, or a list of its own at the end of what it holds."""
    source, end = reading.source, line_end(reading.source)
    last = next((block for block in reversed(section.blocks) if isinstance(block, Item) and block.depth == 1), None)
    if last is not None:
        number = source.position(max(last.span.start, last.span.end - 1)).line
        while number > 1 and not source.line(number).text.strip():
            number -= 1
        at = source.line(number).span.end
        return Edit(Span(at, at), f"{end}{last.marker if not last.marker[0].isdecimal() else '-'} {text}")
    heading = section.heading
    at = source.line(heading.line).span.end if heading else section.end
    return Edit(Span(at, at), f"{end}{end}- {text}{end}")
