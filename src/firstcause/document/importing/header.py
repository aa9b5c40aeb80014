"""What a document is about: its title, severity, services, author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.importing.imported import Known, Lines
from firstcause.document.importing.keys import is_blank, lines_of, stated_under
from firstcause.document.outline import Section
from firstcause.document.prose import Prose
from firstcause.document.reading.affected import names
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Reading

_TITLE: Final = re.compile(r"(?:incident |issue )?(?:title|name|subject)|incident")
_FORM: Final = re.compile(
    r"(?:incident |outage )?(?:post-?\s?mortem|report|review|rca|root cause analysis|retrospective"
    r"|post-?incident (?:report|review))"
    r"(?: (?:report|document|review|template|analysis))?s?|incident",
    re.IGNORECASE,
)
_SEVERITY: Final = re.compile(
    r"(?:incident )?(?:severity|priority|sev|urgency)(?: (?:level|rating|class))?|(?:incident|outage) level|level"
)
_GRADE: Final = re.compile(
    r"\b(?:SEV(?:ERITY)?|P|S)[- ]?[0-5]\b|\b(?:critical|major|minor|high|medium|low|moderate)\b", re.IGNORECASE
)
_IN_PROSE: Final = re.compile(r"\b(?:SEV(?:ERITY)?[- ]?[0-5]|P[0-5](?= (?:incident|outage|ticket)))\b", re.IGNORECASE)
_SERVICES: Final = re.compile(
    r"(?:affected|impacted) (?:services?|systems?|components?|products?|applications?)(?:\(s\))?"
    r"|(?:services?|systems?|components?|products?|applications?)(?:\(s\)|/(?:systems?"
    r"|components?))?(?: (?:affected|impacted|involved))?"
    r"|what was affected|services?/systems?(?: affected)?"
)
_AUTHOR: Final = re.compile(
    r"(?:post-?mortem |document |report |rca )?(?:authors?(?:\(s\))?|owners?|written by|prepared by|reporter"
    r"|author/owner)"
)


def title(reading: Reading) -> Known[str] | None:
    """As it is written: front matter's, the first heading, or a label where that is a form's own name."""
    entry = reading.front.entries.get("title")
    if entry and isinstance(entry.value, str) and entry.value.strip():
        return Known(entry.value.strip(), 0.99, lines_of(reading, entry.written))
    heading = _heading(reading)
    if heading is None or _FORM.fullmatch(heading.value.strip(" :#")):
        for _, value, lines in stated_under(reading, _TITLE):
            return Known(plain_words(value.text), 0.9, lines)
    return heading


def severity(reading: Reading) -> Known[str] | None:
    """As it is written, without what is said of it; None where a form's choices still stand side by side."""
    for _, value, lines in stated_under(reading, _SEVERITY):
        text = plain_words(value.text)
        grades = _GRADE.findall(text)
        if is_blank(text) or re.search(r"\s[/|]\s", text):
            continue
        short = re.split(r"\s*[(,;:–—]|\s-\s", text)[0].strip(" .✅🔴🟠🟡🟢⚠️🔥")
        if 0 < len(short) <= 20:
            return Known(short, 0.95, lines)
        if len({grade.casefold() for grade in grades}) == 1:
            return Known(grades[0], 0.8, lines)
    return _severity_in_prose(reading)


def services(reading: Reading) -> Known[tuple[str, ...]] | None:
    """Those that are listed as affected; none are guessed from the text."""
    if reading.affected:
        first, last = reading.affected[0].words, reading.affected[-1].words
        named = tuple(dict.fromkeys(plain_words(one.value) for one in reading.affected if not is_blank(one.value)))
        if named:
            return Known(named, 0.9, Lines(lines_of(reading, first).first, lines_of(reading, last).last))
    found: list[str] = []
    where: list[Lines] = []
    for _, value, lines in stated_under(reading, _SERVICES):
        new = [plain_words(one.value) for one in names(value)]
        found += [name for name in new if name and not is_blank(name)]
        where.append(lines)
    if not found:
        return None
    return Known(tuple(dict.fromkeys(found)), 0.85, Lines(where[0].first, where[-1].last))


def author(reading: Reading) -> Known[str] | None:
    """Who wrote it, as far as it says so."""
    if reading.prepared:
        return Known(plain_words(reading.prepared[0].value), 0.95, lines_of(reading, reading.prepared[0].words))
    found = [(plain_words(value.text), lines) for _, value, lines in stated_under(reading, _AUTHOR)]
    if not found:
        return None
    return Known(", ".join(text for text, _ in found), 0.9, Lines(found[0][1].first, found[-1][1].last))


def _heading(reading: Reading) -> Known[str] | None:
    for section in reading.sections:
        if section.heading and section.title and _is_title(section):
            words = section.heading.prose.all()
            sure = 0.97 if section.level == 1 else 0.8
            return Known(plain_words(section.title), sure, lines_of(reading, words))
        if section.heading and role_of(section.title):
            return None
    return None


def _is_title(section: Section) -> bool:
    return role_of(section.title) is None and section.level <= 3


def _severity_in_prose(reading: Reading) -> Known[str] | None:
    found = [(match[0], lines) for text, lines in _head(reading) for match in _IN_PROSE.finditer(text.text[:4000])]
    if len({re.sub(r"[\W_]", "", grade).casefold() for grade, _ in found}) != 1:
        return None
    return Known(found[0][0], 0.6, found[0][1])


def _head(reading: Reading) -> Iterator[tuple[Prose, Lines]]:
    """The title, the summary, and what stands above the first part."""
    for section in reading.sections:
        if section.heading and section.level == 1:
            yield section.heading.prose, lines_of(reading, section.heading.prose.all())
        if section.title and role_of(section.title) not in {None, Role.SUMMARY}:
            continue
        for block in section.blocks:
            text = getattr(block, "prose", None)
            if isinstance(text, Prose) and text.text:
                yield text, lines_of(reading, text.all())
