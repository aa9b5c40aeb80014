"""What the cells of an action hold: a name, a day, or nothing that could be asked for."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from firstcause.document.reading.roles import Role
from firstcause.document.spans import Words
from firstcause.review.lint.rule import Subject

_NOTHING: Final = re.compile(
    r"[-–—?.\s]*|(?:tbd|tba|todo|n/?a|none|unassigned|unknown|nobody|to be (?:decided|determined))", re.I
)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_nothing(words: Words | None) -> bool:
    """An empty cell, a dash, or "TBD"; a cell that the table lacks is another matter."""
    return words is not None and bool(_NOTHING.fullmatch(words.text.strip()))


def is_excused(subject: Subject) -> bool:
    """A draft may ask for owners and days instead of naming them."""
    if not subject.is_draft:
        return False
    return any(q.section.title == Role.ACTIONS and not q.answered for q in subject.reading.questions)


def due_day(words: Words | None) -> date | None:
    """The day of a cell, where it is written as one and exists."""
    if words is None:
        return None
    written = _ISO.search(words.text)
    try:
        return date.fromisoformat(written[0]) if written else None
    except ValueError:
        return None


def is_no_day(words: Words | None) -> bool:
    """Whether it is written as a day and there is no such day."""
    return words is not None and bool(_ISO.search(words.text)) and due_day(words) is None
