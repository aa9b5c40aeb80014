"""The day of the incident that a document is about: by its key, its labels, its title, its file's name, or its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Final

from firstcause.document.front import Front
from firstcause.document.outline import Item, Paragraph, Section
from firstcause.document.prose import Prose
from firstcause.document.reading.moments import moments
from firstcause.document.reading.stated import Day, Label
from firstcause.document.spans import Words

DAY_KEY: Final = re.compile(
    r"(?:incident |outage |event )?(?:date|day)s?(?:\(s\))?(?: ?(?:/|&|and) ?time)?(?: \([a-z ]+\))?"
    r"|date of (?:the )?(?:incident|outage|event|occurrence)|when|occurred(?: on| at)?|incident date & time"
)
_OF_THE_ARTICLE: Final = re.compile(
    r"\W*(?:posted|published|updated|last (?:updated|modified|edited)|written|created|prepared"
    r"|review(?:ed)?|meeting)\b",
    re.IGNORECASE,
)
_KEYS: Final = ("incident_date", "incident_start_time", "incident_start", "began", "start", "date", "created")
_AT_THE_TOP: Final = 4  # paragraphs, in which an article says when it was
_EARLIER: Final = 60  # days at most that an article appears after what it tells of
_LOOKED_AT: Final = 3_000  # characters of a paragraph


def document_day(
    path: str, front: Front, said: Sequence[Label], sections: Sequence[Section], *, native: bool
) -> Day | None:
    """None where nothing names a day with its year."""
    keyed = _key(front)
    if native and keyed:
        return keyed
    near = _near(path, keyed, sections)
    return (
        _labelled(said, near)
        or _titled(sections, near)
        or _told(keyed, sections)
        or _named(path)
        or keyed
        or (next((Day(day, words) for text in _texts(sections) for day, words in _days(text, near)), None))
    )


def day_of(value: object) -> date | None:
    """A day of front matter, which YAML may have made a date or a moment of."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _near(path: str, keyed: Day | None, sections: Sequence[Section]) -> date | None:
    """Any day with its year, by which days without one are understood."""
    known = _named(path) or keyed
    if known:
        return known.value
    return next((day for text in _texts(sections) for day, _ in _days(text, None)), None)


def _labelled(said: Sequence[Label], near: date | None) -> Day | None:
    for label in said:
        if DAY_KEY.fullmatch(" ".join(label.key.text.casefold().strip(" :?*_").split())):
            for day, words in _days(label.value, near):
                return Day(day, words, is_named=True)
    return None


def _titled(sections: Sequence[Section], near: date | None) -> Day | None:
    for section in sections:
        if section.heading and section.level == 1:
            return next((Day(day, words, is_named=True) for day, words in _days(section.heading.prose, near)), None)
    return None


def _told(keyed: Day | None, sections: Sequence[Section]) -> Day | None:
    """An article's key is of the day on which it appeared; its first paragraphs tell of an earlier one."""
    if keyed is None:
        return None
    for _, text in zip(range(_AT_THE_TOP), _texts(sections), strict=False):
        for day, words in _days(text, keyed.value):
            if 0 <= (keyed.value - day).days <= _EARLIER:
                return Day(day, words)
    return None


def _named(path: str) -> Day | None:
    name = PurePosixPath(path).name.replace("_", " ")
    return next((Day(moment.day) for moment in moments(name[:300]) if moment.day), None)


def _key(front: Front) -> Day | None:
    for name in _KEYS:
        entry = front.entries.get(name)
        if entry is None:
            continue
        day = day_of(entry.value) or next((m.day for m in moments(entry.written.text[:100]) if m.day), None)
        if day:
            return Day(day, entry.written)
    return None


def _days(text: Prose, near: date | None) -> Iterator[tuple[date, Words]]:
    if _OF_THE_ARTICLE.match(text.text) or not any(map(str.isdigit, text.text[:_LOOKED_AT])):
        return
    for moment in moments(text.text[:_LOOKED_AT], near):
        if moment.day:
            yield moment.day, text.words(moment.start, moment.end)


def _texts(sections: Sequence[Section]) -> Iterator[Prose]:
    for section in sections:
        if section.heading:
            yield section.heading.prose
        for block in section.blocks:
            if isinstance(block, Paragraph | Item) and block.prose.text:
                yield block.prose
