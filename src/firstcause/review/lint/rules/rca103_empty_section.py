"""RCA103: a section with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.outline import Item, Literal, Paragraph, Section, Table
from firstcause.document.reading.stated import Reading
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.sections import is_footer


def empty_section(subject: Subject) -> Iterator[Trouble]:
    """A section holds nothing.

    An empty section looks done from afar. Whoever fills in a form leaves it standing, and the question that it asks is
    never answered.

    Bad:

        ## Lessons Learned

        ## Action Items

    Better:

        ## Lessons Learned

        - **L1** The runbook had no section for an incomplete chain.

    Ignore it where the heading alone says it all. An open question (`> [!question] ...`) is not nothing.
    """
    reading = subject.reading
    named = {id(section) for section in reading.parts.values()}
    parents = {id(section.above) for section in reading.sections if section.above}
    for section in reading.sections:
        if id(section) in named and section.heading and id(section) not in parents and _is_empty(reading, section):
            yield Trouble(f"section `{section.title}` is empty", section.heading.prose.all())


def _is_empty(reading: Reading, section: Section) -> bool:
    for block in section.blocks:
        match block:
            case Paragraph(prose=text) | Item(prose=text):
                if text.text.strip() and not is_footer(reading, text.all().span.start):
                    return False
            case Table(rows=rows):
                if any(cell for row in rows for cell in row.cells):
                    return False
            case Literal(kind=kind):
                if kind not in {"hr", "html_block"}:
                    return False
    return True
