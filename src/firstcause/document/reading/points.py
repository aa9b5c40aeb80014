"""What a document lists: contributing factors, improvements, what went well, the steps of its resolution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from firstcause.document.outline import Item, Paragraph, Section
from firstcause.document.prose import Prose
from firstcause.document.reading.parts import Parts, items, paragraphs
from firstcause.document.reading.roles import Role
from firstcause.document.reading.stated import Point

_ID: Final = re.compile(
    r"(?P<bold>\*\*|__)?\[?(?P<id>[FLR]\d{1,3})\]?(?(bold)[:.]?(?P=bold)|)[:.)]?(?=\s|$)\s*[-–—:]?\s*"
)
_FACTORS: Final = re.compile(r"factor|contribut|combination of|several causes|multiple causes", re.IGNORECASE)


def points(sections: Sequence[Section], *, or_paragraphs: bool = False) -> tuple[Point, ...]:
    """The items of a part's lists on their outer level; where there are none, its paragraphs if these are asked for."""
    found = [item for section in sections for item in _outer(items(section))]
    if found or not or_paragraphs:
        return numbered(found)
    return numbered([paragraph for section in sections for paragraph in paragraphs(section)])


def numbered(blocks: Sequence[Item | Paragraph]) -> tuple[Point, ...]:
    """Items as points: their ids cut off, and counted."""
    return tuple(_point(block, number) for number, block in enumerate(blocks, 1))


def cause_and_factors(parts: Parts, *, native: bool) -> tuple[tuple[Prose, ...], tuple[Point, ...]]:
    """What caused it, and what contributed. In a foreign document a list is of factors where it is said to be."""
    cause: list[Prose] = []
    factors: list[Item] = []
    for section in parts.of(Role.ROOT_CAUSE):
        factual = native
        for at, block in enumerate(section.blocks):
            if isinstance(block, Paragraph) and not block.quoted and not block.depth:
                announces = block.prose.text.rstrip("*_").endswith(":")
                factual = native or (announces and _FACTORS.search(block.prose.text) is not None)
                if not (announces and _is_before_items(section, at)):
                    cause.append(block.prose)
            elif isinstance(block, Item) and not block.quoted and block.prose.text:
                if factual and block.depth == 1:
                    factors.append(block)
                elif not factual:
                    cause.append(block.prose)
    own = [item for section in parts.of(Role.FACTORS) for item in _outer(items(section))]
    return tuple(cause), numbered([*factors, *own])


def _is_before_items(section: Section, at: int) -> bool:
    return any(isinstance(block, Item) for block in section.blocks[at + 1 : at + 2])


def _outer(found: list[Item]) -> list[Item]:
    least = min((item.depth for item in found), default=0)
    return [item for item in found if item.depth == least]


def _point(block: Item | Paragraph, number: int) -> Point:
    named = _ID.match(block.prose.text)
    if named is None:
        return Point("", number, block.prose, block.line)
    return Point(named["id"], number, block.prose.part(named.end()), block.line)
