"""Evidence: what was observed, by whom, when, and how to ask it again.

"Could not look" is an observation with a reason, never a gap. An evidence id is the hash of its content; within an
incident it has a short name, E1, E2, ..., in the order in which the log cites it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firstcause.model.change import Change
from firstcause.model.handshake import HandshakeObserved
from firstcause.model.query import Query
from firstcause.model.window import Window


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of one group (its labels) at one time. A stepped query yields one sample a step."""

    value: float
    at: datetime
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricSampled:
    """The answer to a query: its samples, their unit, and from how many raw samples they were computed.

    `asked` is the PromQL that was asked instead, where the one who answered keeps other metrics than the query names.
    """

    query: Query
    samples: tuple[Sample, ...]
    unit: str
    raw_samples: int
    asked: str = ""

    @property
    def promql(self) -> str:
        """What a reader can ask again, in the words of the one who answered."""
        return self.asked or self.query.promql()

    @property
    def total(self) -> float:
        """The sum over all samples."""
        return sum(s.value for s in self.samples)


@dataclass(frozen=True, slots=True)
class AlertReceived:
    """An alert as another tool sent it."""

    source: str
    identity: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class LogMatched:
    """Lines of a service's log that match; at most a handful are kept, `count` says how many there were."""

    service: str
    pattern: str
    count: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpanFailed:
    """Failed spans from one service to another."""

    service: str
    callee: str
    count: int
    example_trace: str
    status: str


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """A change event, as its source recorded it."""

    change: Change


@dataclass(frozen=True, slots=True)
class Unobserved:
    """We could not look, and this is why: `tempo: timed out after 5 s`."""

    reason: str


Observation = HandshakeObserved | MetricSampled | AlertReceived | LogMatched | SpanFailed | ChangeSeen | Unobserved


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation with its provenance. `query` is what to ask again, in the words of its source."""

    id: str
    source: str  # "probe", "series", "spans", "changes", "logs"
    query: str
    observed_at: datetime
    observation: Observation
    window: Window | None = None
