"""Passages of running text: the root cause, and the impact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.importing.imported import Known, Lines
from firstcause.document.importing.keys import is_blank, lines_of, stated_under
from firstcause.document.outline import Item, Paragraph, Section, Table
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Words

_CAUSE: Final = re.compile(
    r"(?:preliminary |underlying |primary |technical |probable )?(?:root )?causes?(?:\(s\))?(?: \(brief\)"
    r"| summary)?|why"
)
_IMPACT: Final = re.compile(
    r"(?:(?:customer|user|business|service|overall)s?[- ])?(?:facing )?impacts?(?: summary)?|effects?"
    r"|summary of impact"
)
_SUMMARY: Final = re.compile(r"(?:executive |incident )?summary|description|tl;?dr|overview")
_SAYS_CAUSE: Final = re.compile(
    r"\broot cause\b(?! analysis)[^.]{0,60}?\b(?:was|is|were|has been|turned out)\b|\b(?:was|were"
    r"|been) (?:directly |ultimately )?caused by\b"
    r"|\bcaused by\b|\btriggered by\b|\bthe cause (?:was|is|of)\b",
    re.IGNORECASE,
)
_SAYS_IMPACT: Final = re.compile(
    r"\b(?:customers?|users?|clients|visitors|tenants|developers|people|requests|services?)\b[^.]{0,100}?"
    r"\b(?:experienced|timed out|could not|couldn.t|unable|were not able|affected|impacted|failed|saw|received|may have"
    r"|lost|not reach)\b"
    r"|\b\d[\d.,]{0,9}\s?% of \w"
    r"|\b(?:not|never) (?:be |been )?(?:delivered|sent|processed|available|reachable|served)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\"`\[])")
_LONGEST: Final = 20_000  # characters of a passage


def root_cause(reading: Reading) -> Known[str] | None:
    """Its part; a label; or the sentence that names it."""
    return (
        _part(reading, Role.ROOT_CAUSE, 0.95)
        or _label(reading, _CAUSE, 0.9)
        or _part(reading, Role.FACTORS, 0.6)
        or _sentence(reading, _SAYS_CAUSE, 0.5)
    )


def impact(reading: Reading) -> Known[str] | None:
    """Its part; a label; or the sentence that tells who suffered."""
    return (
        _part(reading, Role.IMPACT, 0.95)
        or _part(reading, Role.CUSTOMER, 0.9)
        or _label(reading, _IMPACT, 0.9)
        or _sentence(reading, _SAYS_IMPACT, 0.5)
    )


def summary(reading: Reading) -> Known[str] | None:
    """Its part, or a label."""
    return _part(reading, Role.SUMMARY, 0.95) or _label(reading, _SUMMARY, 0.9)


def _part(reading: Reading, role: Role, sure: float) -> Known[str] | None:
    """All that stands in the part and below it, but for other parts within."""
    section = reading.parts.get(role)
    if section is None:
        return None
    inside = [one for one in reading.sections if one is section or (one.is_within(section) and _stays(one, section))]
    return _passage(reading, inside, sure)


def _stays(section: Section, outer: Section) -> bool:
    """Whether all headings between them are titles of their own, or parts that belong to the outer one."""
    step: Section | None = section
    while step is not None and step is not outer:
        if role_of(step.title) not in {None, Role.FACTORS, Role.CUSTOMER, Role.AFFECTED, Role.ROOT_CAUSE, Role.IMPACT}:
            return False
        step = step.above
    return True


def _passage(reading: Reading, sections: Sequence[Section], sure: float) -> Known[str] | None:
    pieces = [words for section in sections for words in _pieces(section)]
    text = "\n".join(line for words in pieces if (line := plain_words(words.text)) and not _is_form(words.text))
    if is_blank(text):
        return None
    first, last = lines_of(reading, pieces[0]), lines_of(reading, pieces[-1])
    return Known(text[:_LONGEST], sure, Lines(first.first, last.last))


def _is_form(text: str) -> bool:
    """A form's own hint, wholly in brackets."""
    return is_blank(text.strip("*_ "))


def _pieces(section: Section) -> Iterator[Words]:
    for block in section.blocks:
        match block:
            case Paragraph(prose=text) | Item(prose=text) if text.text and not text.text.startswith("[!"):
                yield text.all()
            case Table(header=header, rows=rows):
                yield from (cell for row in (header, *rows) for cell in row.cells if cell.text)
            case _:
                continue


def _label(reading: Reading, keys: re.Pattern[str], sure: float) -> Known[str] | None:
    for _, value, lines in stated_under(reading, keys):
        if text := plain_words(value.text):
            return Known(text, sure, lines)
    return None


def _sentence(reading: Reading, says: re.Pattern[str], sure: float) -> Known[str] | None:
    """The first sentence that says so, in the order of the document."""
    for section in reading.sections:
        if role_of(section.title) in {Role.TIMELINE, Role.ACTIONS, Role.LESSONS, Role.RELATED}:
            continue
        for words in _pieces(section):
            at = 0
            for end in [*(gap.start() for gap in _SENTENCE.finditer(words.text)), len(words.text)]:
                said = words.part(at, end).strip()
                at = end
                if says.search(said.text[:1000]):
                    return Known(plain_words(said.text), sure, lines_of(reading, said))
    return None
