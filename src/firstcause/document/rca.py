"""A root-cause analysis as a value: the sections of the native format, in their order.

It knows the document's shape and nothing of where the words come from. All running text is `inline.Text`, so that a
reference to evidence is a value and not a pattern in a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from firstcause.document.inline import Text
from firstcause.model.action import ActionItem
from firstcause.model.incident import Severity

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys that prose lacks. Times are UTC in whole seconds; `duration_minutes` is rounded up.

    `status` is `draft` while a question is open, else where the incident stands.
    """

    title: str
    date: date
    severity: Severity | None
    services: tuple[str, ...]
    tags: tuple[str, ...]
    status: str
    duration_minutes: int | None
    author: str
    incident: str
    began: datetime | None
    detected: datetime | None
    mitigated: datetime | None
    resolved: datetime | None
    fault: str
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Question:
    """What the log does not hold: asked visibly, open until a person has answered."""

    question: Text
    answer: Text = ()

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.answer


@dataclass(frozen=True, slots=True)
class Points:
    """A list of statements, and what is still to be asked."""

    items: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One moment, in UTC and whole seconds, and what happened then."""

    at: datetime
    text: Text


@dataclass(frozen=True, slots=True)
class Factor:
    """A contributing factor, `F1`, ..., which action items address."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Improvement:
    """Something that could be better, `L1`, ..., which action items address."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class RootCause:
    """Why it happened: paragraphs, then the factors that contributed."""

    statement: tuple[Text, ...]
    factors: tuple[Factor, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """An image beside the document; `path` is relative to it."""

    alt: str
    path: str


@dataclass(frozen=True, slots=True)
class AffectedService:
    """A service that suffered, and how. The failing one stands first."""

    service: str
    text: Text


@dataclass(frozen=True, slots=True)
class ImpactSection:
    """Who was hurt, and how much."""

    measures: tuple[Text, ...]
    plots: tuple[Plot, ...] = ()
    affected: tuple[AffectedService, ...] = ()
    customer: Points = field(default_factory=Points)


@dataclass(frozen=True, slots=True)
class LessonsLearned:
    """What went well by measurement, what could be improved, and where we were lucky (which only people know)."""

    went_well: Points = field(default_factory=Points)
    improvements: tuple[Improvement, ...] = ()
    improvement_questions: tuple[Question, ...] = ()
    lucky: Points = field(default_factory=Points)


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The promised repairs."""

    items: tuple[ActionItem, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """Another document of the vault, and why it is related."""

    target: str
    text: str
    reason: Text


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """A footnote: `name` as in the text, `path` of the file beside the document, `title` what it shows."""

    name: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Footer:
    """Who prepared the document, and when."""

    author: str
    date: date


@dataclass(frozen=True, slots=True)
class Rca:
    """The whole document."""

    front: FrontMatter
    summary: tuple[Text, ...]
    timeline: tuple[TimelineRow, ...]
    root_cause: RootCause
    impact: ImpactSection
    resolution: Points
    lessons: LessonsLearned
    actions: ActionPlan
    related: tuple[RelatedLink, ...]
    evidence: tuple[EvidenceNote, ...]
    footer: Footer

    def questions(self) -> Iterator[Question]:
        """All questions, answered or open, in the order of the document."""
        yield from self.root_cause.questions
        yield from self.impact.customer.questions
        yield from self.resolution.questions
        yield from self.lessons.went_well.questions
        yield from self.lessons.improvement_questions
        yield from self.lessons.lucky.questions
        yield from self.actions.questions
