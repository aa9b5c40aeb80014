"""An imported postmortem as a draft of the native format: what it says in its place, what it does not say asked.

Nothing is filled in. Where the format needs a value that the document lacks, a question stands beside what was taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from firstcause.document.importing.imported import Imported, ImportedAction, Known
from firstcause.document.importing.questions import (
    action_questions,
    cause_questions,
    customer_questions,
    time_questions,
)
from firstcause.document.inline import Text, text
from firstcause.document.rca import (
    ActionPlan,
    AffectedService,
    Factor,
    Footer,
    FrontMatter,
    ImpactSection,
    Improvement,
    LessonsLearned,
    Points,
    Rca,
    RootCause,
    TimelineRow,
)
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.stated import Point, Reading
from firstcause.model.action import ActionItem, Priority
from firstcause.model.incident import Severity

_LOWEST: Final = Priority.P3  # of an action whose document ranks none; a question says so
_NAMED: Final = text("named as affected")


def native_draft(found: Imported, reading: Reading, day: date, today: date) -> Rca:
    """A document that `parse` reads and a person finishes. `day`: of the incident, `today`: of the import."""
    services = found.services.value if found.services else ()
    return Rca(
        front=_front(found, day, services),
        summary=tuple(_lines(found.summary)) or (text("The imported document has no summary."),),
        timeline=tuple(TimelineRow(_utc(row.at), text(row.text)) for row in found.timeline if row.at),
        root_cause=_root_cause(found, reading),
        impact=ImpactSection(
            measures=tuple(_lines(found.impact)),
            affected=tuple(AffectedService(service, _NAMED) for service in services),
            customer=Points(questions=customer_questions(found)),
        ),
        resolution=Points(_texts(reading.resolution), time_questions(found)),
        lessons=LessonsLearned(
            went_well=Points(_texts(reading.went_well)),
            improvements=tuple(
                Improvement(f"L{number}", said) for number, said in enumerate(_texts(reading.improvements), 1)
            ),
        ),
        actions=ActionPlan(
            tuple(_item(action, number) for number, action in enumerate(found.action_items, 1)),
            action_questions(found.action_items),
        ),
        related=(),
        evidence=(),
        footer=Footer(found.author.value if found.author else "", today),
    )


def _front(found: Imported, day: date, services: tuple[str, ...]) -> FrontMatter:
    severity = _severity(found.severity)
    return FrontMatter(
        title=found.title.value if found.title else "",
        date=day,
        severity=severity,
        services=services,
        tags=("rca", *([severity.value.lower()] if severity else [])),
        status="draft",
        duration_minutes=math.ceil(found.duration_minutes.value) if found.duration_minutes else None,
        author=found.author.value if found.author else "",
        incident="",
        began=_utc(found.start.value) if found.start else None,
        detected=None,
        mitigated=None,
        resolved=_utc(found.end.value) if found.end else None,
        fault="",
    )


def _severity(stated: Known[str] | None) -> Severity | None:
    """Only one that the format has by that very name: whether SEV-2 is our P2 is for people to say."""
    name = stated.value.strip().upper() if stated else ""
    return Severity(name) if name in Severity.__members__ else None


def _root_cause(found: Imported, reading: Reading) -> RootCause:
    statement = tuple(said for prose in reading.cause if (said := text(plain_words(prose.text))))
    factors = tuple(Factor(f"F{number}", said) for number, said in enumerate(_texts(reading.factors), 1))
    if not statement and not factors:
        statement = tuple(_lines(found.root_cause))
    return RootCause(statement, factors, cause_questions(found))


def _item(action: ImportedAction, number: int) -> ActionItem:
    priority = (action.priority or "").strip().upper()
    return ActionItem(
        id=f"A{number}",
        priority=Priority(priority) if priority in Priority.__members__ else _LOWEST,
        text=action.text,
        owner=action.owner or "",
        due=action.due if isinstance(action.due, date) else None,
        addresses=(),
        status=action.status or "open",
    )


def _texts(points: tuple[Point, ...]) -> tuple[Text, ...]:
    return tuple(said for point in points if (said := text(plain_words(point.text.text))))


def _lines(known: Known[str] | None) -> Iterator[Text]:
    if known:
        yield from (said for line in known.value.split("\n") if (said := text(line)))


def _utc(at: datetime) -> datetime:
    """Whole seconds in UTC; a clock without a zone is taken as UTC, and asked about."""
    whole = at.replace(microsecond=0)
    return whole.astimezone(UTC) if whole.tzinfo else whole.replace(tzinfo=UTC)
