"""A foreign postmortem as the fields of a root-cause analysis, each with where it was read and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Lines(NamedTuple):
    """From the first to the last, both counted, from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A field's value, from 0 to 1 how sure it is, and the lines that say so."""

    value: T
    confidence: float
    lines: Lines


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row of the timeline. `at` has no zone where the document names none, and is None where it names no day."""

    at: datetime | None
    text: str
    line: int
    written: str  # the moment's own words


@dataclass(frozen=True, slots=True)
class ImportedAction:
    """A promised repair. `due` is a day, or the words that name no day; None is what is not said."""

    text: str
    line: int
    owner: str | None = None
    due: date | str | None = None
    status: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What a document says; None, or empty, is what it does not."""

    title: Known[str] | None
    date: Known[date] | None
    start: Known[datetime] | None
    end: Known[datetime] | None
    timezone: Known[str] | None
    duration_minutes: Known[float] | None
    severity: Known[str] | None
    services: Known[tuple[str, ...]] | None
    timeline: tuple[ImportedRow, ...]
    root_cause: Known[str] | None
    impact: Known[str] | None
    action_items: tuple[ImportedAction, ...]
    author: Known[str] | None = None
    summary: Known[str] | None = None
