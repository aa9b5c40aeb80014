"""The facts of an incident's life: a closed union, in the past tense. `docs/events.md` lists who states and who reads
each one.

Stages never call one another: a stage states a fact, and whoever cares reads it in the folded incident. The evidence
for a fact stands on its event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstcause.model.change import Change
from firstcause.model.incident import Hypothesis, Severity, Urgency
from firstcause.model.mitigation import MitigationPlan


@dataclass(frozen=True, slots=True)
class AlertFired:
    """A watch saw something wrong, and confirmed it. Stream `alert/IDENTITY`."""

    identity: str
    service: str
    code: str | None
    urgency: Urgency
    summary: str
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertResolved:
    """What the alert complained of is gone. Stream `alert/IDENTITY`."""

    identity: str


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """The first fact of an incident. `open_key` is unique among open incidents."""

    open_key: str
    service: str
    code: str | None
    urgency: Urgency
    summary: str


@dataclass(frozen=True, slots=True)
class AlertJoined:
    """An alert belongs to this incident: the one that opened it, or a later one."""

    identity: str
    service: str
    code: str | None
    urgency: Urgency
    summary: str


@dataclass(frozen=True, slots=True)
class AlertLeft:
    """An alert of this incident has resolved."""

    identity: str


@dataclass(frozen=True, slots=True)
class IncidentMerged:
    """This incident turned out to be part of another, which goes on."""

    into: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeverityAssessed:
    """The severity by the team's policy, and the figures that led to it, in words."""

    severity: Severity
    because: str


@dataclass(frozen=True, slots=True)
class ImpactStarted:
    """The event's `occurred_at` is the onset found in the telemetry, `signal` what showed it, `method` how."""

    signal: str
    method: str


@dataclass(frozen=True, slots=True)
class ResponderPaged:
    """Somebody is to be called: step and contact of the escalation, over these channels."""

    page: str
    contact: str
    step: int
    channels: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PageDelivered:
    """The channel took the page; `receipt` is its own word for it."""

    page: str
    channel: str
    receipt: str


@dataclass(frozen=True, slots=True)
class PageFailed:
    """The channel refused the page."""

    page: str
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageAcknowledged:
    """A person took the incident."""

    by: str


@dataclass(frozen=True, slots=True)
class PageEscalated:
    """Nobody answered in time: the next step is due."""

    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class PageWithheld:
    """Shadow mode: this contact would have been paged now, and nobody was. `reason` says why it was this one's turn."""

    contact: str
    step: int
    channels: tuple[str, ...]
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageReopened:
    """What somebody had answered is news again: everybody who was called is called once more."""

    reason: str


@dataclass(frozen=True, slots=True)
class HypothesisRaised:
    """A possible cause, with what speaks for and against it."""

    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class HypothesisRuledOut:
    """A possible cause that the evidence excludes."""

    hypothesis: Hypothesis
    reason: str


@dataclass(frozen=True, slots=True)
class DiagnosisInconclusive:
    """The evidence does not decide. `would_decide` says what would."""

    would_decide: str


@dataclass(frozen=True, slots=True)
class CauseIdentified:
    """One hypothesis stands out, on evidence."""

    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class ChangeObserved:
    """A change to a service of this incident, before it (the suspect) or during it (the repair)."""

    change: Change


@dataclass(frozen=True, slots=True)
class MitigationProposed:
    """A plan, before anything is done; one that `undoes` another is the way back of it."""

    plan: MitigationPlan


@dataclass(frozen=True, slots=True)
class MitigationApproved:
    """A person, or the service's policy, allows the plan."""

    plan: str
    by: str


@dataclass(frozen=True, slots=True)
class MitigationRefused:
    """A guard stands in the way; recorded with the same care as an act."""

    plan: str
    guard: str
    reason: str


@dataclass(frozen=True, slots=True)
class MitigationStarted:
    """On disk before the deployer is called (promise 3: started at most once)."""

    plan: str


@dataclass(frozen=True, slots=True)
class MitigationApplied:
    """The deployer says that the target release is current everywhere. Whether it helped is still to be seen."""

    plan: str
    receipt: str


@dataclass(frozen=True, slots=True)
class MitigationVerified:
    """Probes and signals say that the harm has stopped; or, of a way back, that the release is back in place."""

    plan: str
    because: str


@dataclass(frozen=True, slots=True)
class MitigationFailed:
    """It was tried and did not help, or could not be carried out."""

    plan: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecoveryObserved:
    """`occurred_at` is when the golden signals were back inside their baseline."""

    signal: str
    method: str


@dataclass(frozen=True, slots=True)
class IncidentResolved:
    """We are done: nothing has been wrong for the time that the policy asks for, or a person says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """What the log does not hold, and only a person can know."""

    question: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A person's answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class RcaPublished:
    """The document stands in the vault under this path. `kept`: sections in which a person's words stood against ours,
    and stayed."""

    path: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionItemOpened:
    """A repair was promised."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class ActionItemClosed:
    """A promised repair was made, and its check passed."""

    item: str


@dataclass(frozen=True, slots=True)
class StakeholdersInformed:
    """Who was told, and over which channel."""

    audience: str
    channel: str


@dataclass(frozen=True, slots=True)
class SilenceAdded:
    """Alerts whose labels equal these stay quiet until then. Stream `silence/ID`."""

    matchers: Mapping[str, str]
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A person's remark; it never becomes a figure."""

    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The event with this sequence in this stream was wrong; the log keeps both."""

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class MitigationHalted:
    """`firstcause mitigation stop`: no automatic action, until `resume` lifts it. Stream `mitigation/halt`."""

    reason: str
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class ContactTested:
    """A page with a code went out, to see whether it arrives. Stream `contact/NAME`.

    `code_digest` is the SHA-256 of the code. `fingerprint` tells whether the channel's URL is still the same: 16 bits
    of its hash, too few to find out which it was.
    """

    channel: str
    code_digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ContactAnswered:
    """Somebody read the code and gave it back: the channel reaches a person. Stream `contact/NAME`."""

    channel: str


@dataclass(frozen=True, slots=True)
class LanesDisagreed:
    """The light lane told one thing of an endpoint and the deep lane, right after it, another. Stream `lanes/SERVICE`.

    `light` and `deep` are failure codes, or "healthy". One of the two is wrong, or the endpoint is not one but several.
    """

    endpoint: str
    view: str
    light: str
    deep: str


Fact = (
    AlertFired
    | AlertResolved
    | IncidentOpened
    | AlertJoined
    | AlertLeft
    | IncidentMerged
    | SeverityAssessed
    | ImpactStarted
    | ResponderPaged
    | PageDelivered
    | PageFailed
    | PageAcknowledged
    | PageEscalated
    | PageWithheld
    | PageReopened
    | HypothesisRaised
    | HypothesisRuledOut
    | DiagnosisInconclusive
    | CauseIdentified
    | ChangeObserved
    | MitigationProposed
    | MitigationApproved
    | MitigationRefused
    | MitigationStarted
    | MitigationApplied
    | MitigationVerified
    | MitigationFailed
    | RecoveryObserved
    | IncidentResolved
    | QuestionAsked
    | QuestionAnswered
    | RcaPublished
    | ActionItemOpened
    | ActionItemClosed
    | StakeholdersInformed
    | SilenceAdded
    | NoteAdded
    | Corrected
    | MitigationHalted
    | ContactTested
    | ContactAnswered
    | LanesDisagreed
)
