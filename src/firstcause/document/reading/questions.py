"""Questions that a document asks visibly: a callout whose first line asks, and whose further lines answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.outline import Block, Item, Paragraph, Section
from firstcause.document.reading.stated import Question

_ASKS: Final = re.compile(r"\[!question\][+-]?[ \t]*", re.IGNORECASE)


def questions(section: Section) -> Iterator[Question]:
    """All questions of a section, in order."""
    blocks = section.blocks
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.quoted and (asks := _ASKS.match(block.prose.text)):
            first = block.prose.text.find("\n")
            end = len(block.prose.text) if first < 0 else first
            answered = bool(first >= 0 and block.prose.text[first:].strip()) or _goes_on(blocks[at + 1 : at + 2])
            yield Question(block.prose.words(min(asks.end(), end), end), section, answered)


def _goes_on(after: Sequence[Block]) -> bool:
    """Whether the callout's next paragraph, or a list in it, answers."""
    return any(
        isinstance(block, Paragraph | Item) and block.quoted and not block.prose.text.startswith("[!")
        for block in after
    )
