"""RCA307: a figure without its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.document.links import LinkKind
from firstcause.document.outline import Item, Paragraph
from firstcause.document.reading.roles import Role
from firstcause.review.lint.rule import Subject, Trouble

_FIGURES: Final = (Role.IMPACT,)


def no_evidence(subject: Subject) -> Iterator[Trouble]:
    """A figure of the impact names no evidence, in a document that has evidence.

    A number that cannot be asked again is a rumour.

    Bad:

        Requests failed: 9.2 % (131 of 1420)

    Better:

        Requests failed: 9.2 % (131 of 1420)[^E14]

    Ignore it where a person counted, such as tickets; it is better to say who.
    """
    reading = subject.reading
    if not any(link.kind is LinkKind.FOOTNOTE for link in reading.links):
        return
    for role in _FIGURES:
        section = reading.parts.get(role)
        for block in section.blocks if section else ():
            if isinstance(block, Item | Paragraph) and _is_bare(block.prose.text):
                yield Trouble("this figure names no evidence", block.prose.all())


def _is_bare(text: str) -> bool:
    return any(c.isdigit() for c in text) and "[^" not in text and not text.startswith("![")
