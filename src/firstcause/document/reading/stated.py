"""What a document states, each with the place where it does: the words that rules, import and search speak in.

A document states the same thing in several places; that they agree is for the rules to judge, so nothing is merged
here. What a document does not say is empty or None, and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Generic, TypeVar

from firstcause.document.front import Front
from firstcause.document.links import Link
from firstcause.document.outline import Section
from firstcause.document.prose import Prose
from firstcause.document.reading.roles import Role
from firstcause.document.spans import Source, Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value, and the words that state it."""

    value: T
    words: Words


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment as far as it is written: `day` is None where only a time stands, `zone` is "" where none is named.
    A heading that is a day, and a column's or a section's zone, name it for their rows.

    `at` is the moment in UTC where all of it is known, the section's heading and the document's date included.
    """

    time: time
    day: date | None = None
    zone: str = ""
    at: datetime | None = None
    has_seconds: bool = False
    local: datetime | None = None  # on that clock, without its zone, once the day is known


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the timeline: `clock` is None where what stands there is no time, and `moment` holds those words."""

    moment: Words
    clock: Clock | None
    text: Prose
    line: int
    until: Clock | None = None  # of a period, "04:59 - 05:04"
    day: date | None = None  # of a row that names its day and no time
    is_relative: bool = False  # "T+5": so long after a moment that the row does not name


@dataclass(frozen=True, slots=True)
class Point:
    """A factor or an improvement. `id` is "F1", "L2", or "" where it has none; `number` counts from 1 in its list."""

    id: str
    number: int
    text: Prose
    line: int


@dataclass(frozen=True, slots=True)
class Action:
    """A promised repair. Cells that the document's table lacks are None; those that are empty are empty words."""

    text: Words
    line: int
    id: Words | None = None
    priority: Words | None = None
    owner: Words | None = None
    due: Words | None = None
    status: Words | None = None
    addresses: Words | None = None
    check: Words | None = None
    tracker: Words | None = None  # an issue's id or link
    done: bool = False  # ticked, struck through, or of a status that says so


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: `value` in `unit` ("%", "ms", "users", "errors", "$", "services"), and of what it is said.

    `whole`: of a percentage, "131 of 1420", its two numbers with their words.
    """

    value: float
    unit: str
    words: Words
    of: tuple[Stated[float], Stated[float]] | None = None
    change_from: Stated[float] | None = None  # of "went from 191ms to 2855ms"
    said_of: str = ""  # the words before and after it that say what it measures, "error rate", "requests affected"


class Interval(StrEnum):
    """Between which two moments of an incident a stated time lies."""

    DETECT = "detect"  # from its beginning
    RESPOND = "respond"  # from its detection
    RECOVER = "recover"  # from its beginning


@dataclass(frozen=True, slots=True)
class Took:
    """ "Alert fired within 4 minutes of incident start": how long one step of the incident took, in minutes."""

    interval: Interval
    minutes: float
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the document asks visibly (`> [!question] ...`), and whether somebody has answered."""

    words: Words
    section: Section
    answered: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """`<!-- rca: ignore RCA304 reason -->`: for the line that it stands on, and the one below."""

    words: Words
    rules: tuple[str, ...]
    reason: str
    line: int
    whole_file: bool = False  # `ignore-file`: for the whole document


@dataclass(frozen=True, slots=True)
class Day:
    """The day of the incident: `words` is None where the file's name says it.

    `is_named`: a label or the title names it. A day that only the text or an article's own key names may be another.
    """

    value: date
    words: Words | None = None
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """`**Severity**: P2`, or a row `| Severity | P2 |`: a key as it is written, and what it is said to be."""

    key: Words
    value: Prose
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, read. `native`: whether it claims to be of the native format (it has its front matter's keys)."""

    source: Source
    front: Front
    sections: tuple[Section, ...]
    native: bool
    title: Stated[str] | None  # the first heading of level 1
    parts: Mapping[Role, Section]  # the first section of each role
    timeline: tuple[Happening, ...] = ()
    cause: tuple[Prose, ...] = ()  # paragraphs of the root cause, factors apart
    factors: tuple[Point, ...] = ()
    improvements: tuple[Point, ...] = ()
    went_well: tuple[Point, ...] = ()
    resolution: tuple[Point, ...] = ()
    affected: tuple[Stated[str], ...] = ()  # names under Affected Services
    actions: tuple[Action, ...] = ()
    durations: tuple[Stated[float], ...] = ()  # minutes, wherever prose says how long the incident lasted
    amounts: tuple[Amount, ...] = ()  # in summary, impact and lessons
    links: tuple[Link, ...] = ()
    questions: tuple[Question, ...] = ()
    comments: tuple[Comment, ...] = ()
    prepared: tuple[Stated[str], Stated[date]] | None = None  # the footer: by whom, and when
    took: tuple[Took, ...] = ()
    labels: tuple[Label, ...] = ()  # what stands above the first part, "Severity: P2"
    day: Day | None = None  # of the incident, as far as anything names it
    is_cut: bool = False  # whether the document is longer than what is read of one
