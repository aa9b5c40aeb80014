"""A document, read: native ones wholly, foreign postmortems as far as they say something.

It collects what the files beside it find, each in its subject. What is not said is empty. The work is bounded: of a
document that is longer than anybody writes, the beginning is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstcause.document.front import Front, read_front
from firstcause.document.links import links
from firstcause.document.outline import Section, Table, read_sections
from firstcause.document.reading.actions import actions, is_action_table, rows
from firstcause.document.reading.affected import affected
from firstcause.document.reading.amounts import amounts
from firstcause.document.reading.clocks import Clocks
from firstcause.document.reading.comments import comments
from firstcause.document.reading.day import document_day
from firstcause.document.reading.durations import lasted, took
from firstcause.document.reading.footer import prepared
from firstcause.document.reading.labels import labels, with_labels
from firstcause.document.reading.parts import Parts, all_prose, parts_of, running_text
from firstcause.document.reading.points import cause_and_factors, points
from firstcause.document.reading.questions import questions
from firstcause.document.reading.roles import NATIVE, Role
from firstcause.document.reading.stated import Action, Happening, Reading, Stated
from firstcause.document.reading.timeline import timed_rows, timeline
from firstcause.document.spans import Source

MOST_CHARACTERS: Final = 1 << 20
MOST_LINES: Final = 20_000
_KEYS: Final = (
    "title",
    "date",
    "severity",
    "services",
    "tags",
    "status",
    "duration_minutes",
    "author",
    "incident",
    "fault",
)
_TELLING: Final = ("duration_minutes", "incident", "fault")  # no blog's article has these
_ENOUGH_KEYS: Final = 4
_ENOUGH_SECTIONS: Final = 6
_MEASURED: Final = (
    Role.SUMMARY,
    Role.IMPACT,
    Role.AFFECTED,
    Role.CUSTOMER,
    Role.LESSONS,
    Role.WENT_WELL,
    Role.IMPROVEMENTS,
)


def read(source: Source) -> Reading:
    """Everything that the document states, with its places."""
    whole = _bounded(source)
    front = read_front(whole)
    sections = read_sections(whole, front.end_line + 1)
    native = _is_native(whole, front, sections)
    said = () if native else tuple(labels(sections))
    parts = parts_of(sections if native else with_labels(sections))
    day = document_day(whole.path, front, said, parts.sections, native=native)
    clocks = Clocks(day.value if day else None)
    cause, factors = cause_and_factors(parts, native=native)
    return Reading(
        source=source,
        front=front,
        sections=parts.sections,
        native=native,
        title=_title(parts.sections),
        parts=parts.first(),
        timeline=_timeline(whole, parts, clocks, native=native),
        cause=cause,
        factors=factors,
        improvements=points(parts.of(Role.IMPROVEMENTS)),
        went_well=points(parts.of(Role.WENT_WELL)),
        resolution=points(parts.of(Role.RESOLUTION), or_paragraphs=True),
        affected=affected(parts.of(Role.AFFECTED)),
        actions=_actions(parts, native=native),
        durations=tuple(d for s in parts.sections for p in running_text(s) for d in lasted(p)),
        amounts=tuple(a for s in parts.of(*_MEASURED) for p in running_text(s) for a in amounts(p)),
        links=tuple(link for section in parts.sections for text in all_prose(section) for link in links(text)),
        questions=tuple(question for section in parts.sections for question in questions(section)),
        comments=tuple(comments(whole, parts.sections)),
        prepared=prepared(parts.sections),
        took=tuple(t for s in parts.sections for p in running_text(s) for t in took(p)),
        labels=said,
        day=day,
        is_cut=whole is not source,
    )


def _bounded(source: Source) -> Source:
    """The source itself, or its beginning where it is longer than is read."""
    whole = source if len(source.text) <= MOST_CHARACTERS else Source(source.text[:MOST_CHARACTERS], source.path)
    if whole.lines <= MOST_LINES:
        return whole
    return Source(whole.text[: whole.offset(MOST_LINES + 1)], source.path)


def _is_native(source: Source, front: Front, sections: Sequence[Section]) -> bool:
    """By its keys, and one that no article has; by its sections where the keys cannot be read, or are forgotten."""
    if sum(key in front.entries for key in _KEYS) >= _ENOUGH_KEYS:
        tags = front.get("tags")
        return any(key in front.entries for key in _TELLING) or (isinstance(tags, list) and "rca" in tags)
    if front.trouble and "\nduration_minutes:" in source.text[:4096]:
        return True
    titles = {section.title for section in sections}
    return sum(role in titles for role in NATIVE) >= _ENOUGH_SECTIONS and "RCA prepared by " in source.text[-4096:]


def _title(sections: Sequence[Section]) -> Stated[str] | None:
    for section in sections:
        if section.heading and section.level == 1:
            words = section.heading.prose.all()
            return Stated(words.text, words)
    return None


def _timeline(source: Source, parts: Parts, clocks: Clocks, *, native: bool) -> tuple[Happening, ...]:
    """Of the timeline's sections; of a foreign document without any, the lists and tables elsewhere that name times."""
    there = timeline(source, parts.below(Role.TIMELINE), clocks)
    if there or native:
        return there
    found = tuple(row for section in parts.sections for row in timed_rows(section, clocks))
    return found if len(found) > 1 else ()


def _actions(parts: Parts, *, native: bool) -> tuple[Action, ...]:
    """Of their part; of a foreign document without any, the tables elsewhere that have their columns."""
    sections = parts.of(Role.ACTIONS)
    if sections or native:
        return actions(sections)
    tables = (block for section in parts.sections for block in section.blocks if isinstance(block, Table))
    return tuple(action for table in tables if is_action_table(table) for action in rows(table))
