"""The incident as its document sees it: which service failed, on which day, and how to cite what was seen.

It derives names and moments from the material and words nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from firstcause.document.inline import Ref, Text
from firstcause.eventlog.names import evidence_names
from firstcause.model.change import Change
from firstcause.model.event import Event
from firstcause.model.evidence import Unobserved
from firstcause.model.facts import ChangeObserved, Corrected, Fact
from firstcause.model.fault import slug
from firstcause.model.figure import Figure
from firstcause.model.impact import CallerImpact, Impact
from firstcause.model.incident import Milestone
from firstcause.record.material import Material
from firstcause.record.wording import fault_title, whole_second

LOG: Final = "log"  # the name under which the incident's own log is cited: it is the witness of every interval
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Case:
    """Material, with the short names of its evidence and what follows from both."""

    material: Material
    names: Mapping[str, str]

    @classmethod
    def of(cls, material: Material) -> Case:
        """The case of this material; evidence that only figures cite is named after what the log cites."""
        return cls(material, evidence_names(material.events, figure_evidence(material.impact)))

    @property
    def service(self) -> str:
        """The failing service: the cause's, else the first alert's."""
        incident = self.material.incident
        return incident.cause.service if incident.cause else incident.service

    @property
    def fault(self) -> str:
        """The cause's code, else the first code that an alert named, else nothing."""
        incident = self.material.incident
        alerted = (alert.code for alert in incident.alerts if alert.code)
        return incident.cause.code if incident.cause else next(alerted, "")

    @property
    def start(self) -> datetime:
        """Onset of the impact; without any, when it was detected, or opened."""
        incident = self.material.incident
        marks = incident.milestones
        known = (marks.began, marks.detected)
        at = next((mark.at for mark in known if mark), incident.opened_at or self.material.now)
        return whole_second(at)

    @property
    def day(self) -> date:
        """The document's date: the UTC day on which it began."""
        return self.start.date()

    @property
    def title(self) -> str:
        """As the front matter and the heading have it."""
        return f"{self.day} - {fault_title(self.fault)} in {self.service}"

    @property
    def stem(self) -> str:
        """The file's name without its ending; with the incident's id where another incident's document has it."""
        stem = f"{self.day}-{slug(self.fault) or 'undiagnosed'}-{self.service}"
        taken = f"RCAs/{stem}.md" in self.material.vault_documents
        return f"{stem}-{self.material.incident.id}" if taken else stem

    @property
    def owner(self) -> str:
        """The team that owns the failing service; empty when the catalogue does not say."""
        return self.material.catalogue.service(self.service).owner

    @property
    def impact(self) -> Impact | None:
        """The impact where it was measured."""
        return None if isinstance(self.material.impact, Unobserved) else self.material.impact

    @property
    def suffering(self) -> tuple[CallerImpact, ...]:
        """Callers whose calls to the failing service failed; the service is not its own dependent."""
        callers = self.impact.callers if self.impact else ()
        return tuple(c for c in callers if c.service != self.service and value(c.failed) > 0)

    @property
    def affected(self) -> tuple[str, ...]:
        """The failing service first, then those that suffered with it by measurement or by their own alerts."""
        alerted = (alert.service for alert in self.material.incident.alerts)
        return tuple(dict.fromkeys((self.service, *(c.service for c in self.suffering), *alerted)))

    @property
    def dependents(self) -> tuple[str, ...]:
        """Of those that are affected, the ones that call the failing service, by measurement or by the catalogue."""
        suffered = {caller.service for caller in self.suffering}
        above = set(self.material.catalogue.dependents(self.service))
        return tuple(name for name in self.affected[1:] if name in suffered | above)

    def cite(self, ids: Iterable[str]) -> Text:
        """References to this evidence, each once."""
        return tuple(Ref(self.names[one]) for one in dict.fromkeys(ids) if one in self.names)

    def witness(self, ids: Iterable[str]) -> Text:
        """One reference: to the first of this evidence, or to the log where there is none."""
        return self.cite(ids)[:1] or self.log

    @property
    def log(self) -> Text:
        """A reference to the log itself."""
        return (Ref(LOG),)

    def figures(self, *figures: Figure) -> Text:
        """References to what these figures were computed from."""
        return self.cite(one for figure in figures for one in figure.evidence) or self.log

    def standing(self) -> Iterator[Event]:
        """The events that no later entry has corrected, by the time at which they happened."""
        events = self.material.events
        wrong = {(e.stream, e.fact.sequence) for e in events if isinstance(e.fact, Corrected)}
        right = (e for e in events if (e.stream, e.sequence) not in wrong)
        return iter(sorted(right, key=lambda e: (e.occurred_at, e.recorded_at, e.sequence)))

    def stated(self, kind: type[F]) -> list[tuple[Event, F]]:
        """Standing events of one kind, with their facts."""
        return [(event, event.fact) for event in self.standing() if isinstance(event.fact, kind)]

    def event_of(self, milestone: Milestone | None) -> Event | None:
        """The event from which a milestone comes."""
        stream = f"incident/{self.material.incident.id}"
        events = (e for e in self.material.events if e.stream == stream)
        return next((e for e in events if milestone and e.sequence == milestone.sequence), None)

    def proof(self, *milestones: Milestone | None) -> Text:
        """References that prove an interval: the evidence of its ends where there is some, and the log."""
        events = (self.event_of(milestone) for milestone in milestones)
        return (*self.cite(one for event in events if event for one in event.evidence[:1]), Ref(LOG))

    def changes(self) -> list[tuple[Event, Change]]:
        """Each change once, as last recorded."""
        last = {fact.change.id: (event, fact.change) for event, fact in self.stated(ChangeObserved)}
        return sorted(last.values(), key=lambda pair: pair[1].at)

    def change_proof(self, change: Change) -> Text:
        """A reference to the record of a change."""
        ids = (one for event, seen in self.changes() if seen.id == change.id for one in event.evidence)
        return self.witness(ids)


def value(figure: Figure) -> float:
    """A figure's number; one that was not observed counts as nothing."""
    return figure.quantity.value if figure.quantity else 0.0


def figure_evidence(impact: Impact | Unobserved) -> Iterator[str]:
    """What the figures and plots stand on, in the order of the document; ids may repeat."""
    if isinstance(impact, Unobserved):
        return
    callers = (figure for caller in impact.callers for figure in (caller.calls, caller.failed))
    for figure in (*named_figures(impact), *callers):
        yield from figure.evidence
    yield from (signal.evidence for signal in impact.signals)


def named_figures(impact: Impact) -> tuple[Figure, ...]:
    """The impact's own figures, in the order of the document."""
    return (
        impact.requests,
        impact.degraded,
        impact.failed,
        impact.users,
        impact.baseline_requests,
        impact.baseline_failed,
        impact.p50_before,
        impact.p50_during,
        impact.p99_before,
        impact.p99_during,
    )
