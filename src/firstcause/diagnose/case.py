"""The case before us: all evidence that diagnosis weighs, as values. It asks nobody anything itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.model import telemetry
from firstcause.model.change import Change
from firstcause.model.evidence import ChangeSeen, Evidence, MetricSampled, Sample
from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.incident import Incident
from firstcause.model.logs import HandshakeLines, TemplateLines
from firstcause.model.query import Query
from firstcause.model.service import Catalogue
from firstcause.model.window import Window
from firstcause.tls.blame import Blame, blame, seen_in

HANDSHAKES = "failed handshakes"
CALLS = "calls"


def window(incident: Incident, policy: DiagnosePolicy, now: datetime) -> Window:
    """Since shortly before the first sign, and not too long."""
    start = (incident.opened_at or now) - policy.traffic_window / 4
    return Window(max(start, now - policy.traffic_window), now)


def questions(incident: Incident, policy: DiagnosePolicy, now: datetime) -> dict[str, Query]:
    """What diagnosis wants to know from the telemetry."""
    asked = window(incident, policy, now)
    return {HANDSHAKES: telemetry.failed_handshakes(asked), CALLS: telemetry.calls(asked)}


def change_in(evidence: Evidence) -> Change | None:
    """The change that a piece of evidence tells of, if it does."""
    return evidence.observation.change if isinstance(evidence.observation, ChangeSeen) else None


@dataclass(frozen=True, slots=True)
class Logged:
    """Lines of failed handshakes, more than before, with the evidence that keeps them."""

    evidence: str
    lines: HandshakeLines


@dataclass(frozen=True, slots=True)
class Risen:
    """Warnings and errors of one kind in a service's log, more than before, with the evidence that keeps them."""

    evidence: str
    lines: TemplateLines
    expected: float  # by the time before

    @property
    def beyond(self) -> float:
        """Lines more than expected."""
        return self.lines.count - self.expected


@dataclass(frozen=True, slots=True)
class Case:
    """`looks` are the last look at every endpoint and view; `changes` those in the window; `answers` the telemetry's
    replies to all questions, by name; `logged` what the services' logs tell of handshakes, `risen` of anything else.
    `entry` is where customers come in, `since` from when on they may have felt it."""

    incident: Incident
    catalogue: Catalogue
    looks: tuple[Evidence, ...]
    changes: tuple[Evidence, ...]
    answers: Mapping[str, Evidence] = field(default_factory=dict)
    entry: str = ""
    since: datetime | None = None
    logged: tuple[Logged, ...] = ()
    risen: tuple[Risen, ...] = ()

    def blames(self) -> tuple[Blame, ...]:
        """Whose side each failing look is on; healthy looks count once they are younger than the first alert."""
        names = {service.name for service in self.catalogue}
        since = self.incident.opened_at
        return blame(seen_in(self.looks), names, since) if since else ()

    def looks_at(self, service: str) -> tuple[tuple[Evidence, HandshakeObserved], ...]:
        """The looks at one service's endpoints, those that could be taken."""
        pairs = ((e, e.observation) for e in self.looks if isinstance(e.observation, HandshakeObserved))
        return tuple((e, o) for e, o in pairs if o.service == service and o.outcome is not Outcome.UNOBSERVED)

    def looks_faulty(self, service: str) -> bool:
        """Whether any look at the service's endpoints found a fault."""
        return any(o.outcome is Outcome.FAULTY for _, o in self.looks_at(service))

    def changes_of(self, service: str) -> tuple[tuple[Evidence, Change], ...]:
        """Changes of one service, the latest first."""
        pairs = [(e, change_in(e)) for e in self.changes]
        mine = [(e, c) for e, c in pairs if c and c.service == service]
        return tuple(sorted(mine, key=lambda pair: pair[1].at, reverse=True))

    def samples(self, name: str) -> tuple[str, tuple[Sample, ...]]:
        """The id and samples of an answer; nothing where it could not be observed."""
        answer = self.answers.get(name)
        if answer is None or not isinstance(answer.observation, MetricSampled):
            return "", ()
        # Interpolated counters yield fractions: half a failure is none yet.
        return answer.id, tuple(s for s in answer.observation.samples if s.value >= 1)

    def observed(self, name: str) -> bool:
        """Whether the question was answered at all."""
        answer = self.answers.get(name)
        return answer is not None and isinstance(answer.observation, MetricSampled)
