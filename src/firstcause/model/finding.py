"""What a check finds in a document: the rule, how much it hurts, how sure we are, where, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding hurts. Not to be confused with the `Severity` of an incident."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(StrEnum):
    """How sure we are that it is so."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Fix(StrEnum):
    """Whether it can be mended: safely without asking, or only after asking."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a path, a line and a column (both from 1; 0 is the whole document), and how many characters."""

    path: str
    line: int = 0
    column: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Related:
    """The other place that has to do with it, and what stands there."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters `start` up to `end` of the document, and what is to stand there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `replacements` mend it; all of them together, or none."""

    rule: str
    level: Level
    message: str
    place: Place
    confidence: Confidence = Confidence.CERTAIN
    related: tuple[Related, ...] = ()
    fix: Fix = Fix.NONE
    replacements: tuple[Replacement, ...] = ()
