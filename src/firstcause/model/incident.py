"""The incident: a projection of its events, never stored as truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from firstcause.model.change import Change
from firstcause.model.mitigation import Mitigation


class Severity(StrEnum):
    """How bad an incident is. Not to be confused with the `Priority` of an action item."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Urgency(StrEnum):
    """A page wakes somebody; a ticket waits for the morning."""

    PAGE = "page"
    TICKET = "ticket"


class Status(StrEnum):
    """Where an incident stands, from its events alone."""

    OPEN = "open"
    MITIGATED = "mitigated"
    RECOVERED = "recovered"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Milestone:
    """When something happened, and the event (its sequence in the stream) that says so."""

    at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Milestones:
    """The moments from which all intervals are computed. `mitigated` is when the harm stopped by our act;
    `recovered` when the signals were back inside their baseline; `resolved` when we were done."""

    began: Milestone | None = None
    detected: Milestone | None = None
    paged: Milestone | None = None
    acknowledged: Milestone | None = None
    diagnosed: Milestone | None = None
    mitigated: Milestone | None = None
    recovered: Milestone | None = None
    resolved: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for or against, with the evidence that says so (content ids).

    `kind` is the kind of evidence: probe, view, traffic, calls, signals, log or change; "" where it was not recorded.
    """

    text: str
    evidence: tuple[str, ...] = ()
    kind: str = ""

    def of_kind(self, kind: str) -> Reason:
        """The same, with the kind of evidence that says so."""
        return replace(self, kind=kind)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A possible cause. `score` orders (higher is likelier), `confidence` (0-1) is how sure we are."""

    id: str  # "order-service tls/incomplete-chain": stable over repeated rankings
    service: str
    code: str
    score: float
    confidence: float
    explanation: str
    supporting: tuple[Reason, ...] = ()
    contradicting: tuple[Reason, ...] = ()
    change: Change | None = None
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page to one contact, over one channel or more, and what became of it."""

    id: str
    contact: str
    step: int
    paged_at: datetime
    delivered: Mapping[str, str] = field(default_factory=dict)  # channel -> receipt
    failed: Mapping[str, str] = field(default_factory=dict)  # channel -> reason


@dataclass(frozen=True, slots=True)
class WithheldPage:
    """A page that shadow mode kept back: whom it would have reached, and over which channels."""

    contact: str
    step: int
    due_at: datetime
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinedAlert:
    """An alert that belongs to the incident."""

    identity: str
    service: str
    code: str | None
    summary: str
    urgency: Urgency
    fired_at: datetime
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """What the events of one incident add up to."""

    id: str
    sequence: int = 0  # of the last event folded
    open_key: str = ""
    service: str = ""  # of the first alert; the cause may name another
    summary: str = ""
    severity: Severity | None = None
    urgency: Urgency = Urgency.TICKET
    opened_at: datetime | None = None
    milestones: Milestones = field(default_factory=Milestones)
    alerts: tuple[JoinedAlert, ...] = ()
    pages: tuple[Page, ...] = ()
    acknowledged_by: str = ""
    call_again: str = ""  # why whoever was called has to be called once more, until that is done
    hypotheses: tuple[Hypothesis, ...] = ()  # as raised last, best first, without those ruled out
    ruled_out: tuple[tuple[Hypothesis, Reason], ...] = ()
    inconclusive: str = ""  # what would decide it, when the last ranking could not
    cause: Hypothesis | None = None
    mitigation: Mitigation | None = None
    undoing: Mitigation | None = None  # of the mitigation, after it was applied and did not help
    changes: tuple[Change, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)  # question -> answer, "" while open
    rca: str = ""  # path in the vault, once published
    withheld: tuple[WithheldPage, ...] = ()  # what shadow mode kept back

    @property
    def mitigations(self) -> tuple[Mitigation, ...]:
        """The mitigation and what undoes it, as far as there are any."""
        return tuple(one for one in (self.mitigation, self.undoing) if one)

    @property
    def in_hand(self) -> Mitigation | None:
        """The mitigation that is the talk now: the one that undoes the other, once there is one."""
        return self.undoing or self.mitigation

    @property
    def status(self) -> Status:
        """From the milestones: the last one reached decides."""
        if self.milestones.resolved:
            return Status.RESOLVED
        if self.milestones.recovered:
            return Status.RECOVERED
        if self.milestones.mitigated:
            return Status.MITIGATED
        return Status.OPEN
