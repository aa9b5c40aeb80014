"""What one document of the vault tells of its incident, as far as search, related incidents and statistics need it.

What a document does not say is empty or None. None means "not derivable": it is counted as such, and never as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a document by the part in which they stand; what belongs to none of them is `rest`."""

    title: str = ""
    fault: str = ""
    services: str = ""
    summary: str = ""
    cause: str = ""
    factors: str = ""
    timeline: str = ""
    actions: str = ""
    rest: str = ""

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Every part's name and words."""
        return tuple((name, getattr(self, name)) for name in PARTS)


PARTS = tuple(one.name for one in fields(Texts))


@dataclass(frozen=True, slots=True)
class Milestones:
    """The moments of an incident, each where the document states it. In UTC, or else on the document's own clock."""

    began: datetime | None = None
    detected: datetime | None = None
    acknowledged: datetime | None = None
    mitigated: datetime | None = None
    resolved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item. `from_factor`, `done_on`: None where the document's table does not say."""

    owner: str = ""
    due: date | None = None
    done: bool = False
    done_on: date | None = None
    from_factor: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One incident, as its document tells it.

    `failing`: the service that failed, and `services` all that are named as affected. `fault`: our code where the
    document has one, else the words of its title. `minutes`, `detect_minutes`: how long, as stated or as the timeline
    says. `change_caused`, `detected_by` ("alert", "user"), `pages`, `cited` (lines of the timeline with evidence, and
    of how many): None or "" where it cannot be told.
    """

    path: str
    title: str
    day: date | None = None
    severity: str = ""
    status: str = ""
    author: str = ""
    fault: str = ""
    failing: str = ""
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    minutes: float | None = None
    detect_minutes: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)  # users, errors, tickets, $, error-rate, degraded, p99
    milestones: Milestones = Milestones()
    changes: tuple[str, ...] = ()
    change_caused: bool | None = None
    detected_by: str = ""
    pages: int | None = None
    cited: tuple[int, int] | None = None
    promises: tuple[Promise, ...] = ()
    texts: Texts = Texts()

    @property
    def key(self) -> str:
        """The fault as it is compared: its words, whatever marks stand between them."""
        return " ".join("".join(c if c.isalnum() else " " for c in self.fault.casefold()).split())

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """From when to when, as far as the document says."""
        marks = self.milestones
        start = marks.began or marks.detected
        if start is None:
            return None
        length = timedelta(minutes=self.minutes) if self.minutes is not None else timedelta()
        end = marks.resolved or start + length
        return (start, end) if end >= start else None
