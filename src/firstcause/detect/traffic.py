"""Is real traffic hurt? Which calls fail, towards whom, and how the entry's customers fare.

Pure: `questions` says what to ask, and the other functions read the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstcause.detect.policy import DetectPolicy
from firstcause.model import telemetry
from firstcause.model.evidence import Evidence, MetricSampled
from firstcause.model.query import Query
from firstcause.model.service import Catalogue
from firstcause.model.window import Window

HANDSHAKES = "failed handshakes"
CALLS = "calls"


def questions(catalogue: Catalogue, policy: DetectPolicy, now: datetime) -> dict[str, Query]:
    """What to ask the telemetry at every step, by a name for the answer."""
    recent = Window.before(now, policy.traffic_window.total_seconds())
    asked = {HANDSHAKES: telemetry.failed_handshakes(recent), CALLS: telemetry.calls(recent)}
    for service in catalogue.entries():
        asked[f"requests {service.name}"] = telemetry.requests(service.name, recent)
        asked[f"failed {service.name}"] = telemetry.requests(service.name, recent, telemetry.FAILED)
        asked[f"users {service.name}"] = telemetry.affected_users(service.name, recent)
    return asked


@dataclass(frozen=True, slots=True)
class EntryTraffic:
    """How many requests an entry service answered in the traffic window, how many of them failed, and how many users
    had a degraded one (None: not observed)."""

    service: str
    requests: float
    failed: float
    evidence: tuple[str, ...]
    users: int | None = None

    @property
    def failed_share(self) -> float:
        """0-1; 0 without requests."""
        return self.failed / self.requests if self.requests else 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the answers say. `failing_towards` maps a callee to the evidence that handshakes with it, or calls to it,
    fail; it is None where the telemetry could not be asked."""

    failing_towards: Mapping[str, tuple[str, ...]] | None
    entries: tuple[EntryTraffic, ...]

    @property
    def evidence(self) -> frozenset[str]:
        """Everything that was counted from."""
        towards = (self.failing_towards or {}).values()
        return frozenset(i for ids in (*towards, *(e.evidence for e in self.entries)) for i in ids)

    def hurt_by(self, service: str) -> bool | None:
        """Whether callers of this service suffer; None where nobody can tell."""
        return None if self.failing_towards is None else service in self.failing_towards


def read(answers: Mapping[str, Evidence], catalogue: Catalogue) -> Traffic:
    """The answers to `questions`, as values."""
    entries = (_entry(answers, s.name) for s in catalogue.entries())
    handshakes = _failing(answers.get(HANDSHAKES), "peer")
    calls = _failing(answers.get(CALLS), "callee")
    failing = None if handshakes is None and calls is None else {**(calls or {}), **(handshakes or {})}
    return Traffic(failing, tuple(e for e in entries if e is not None))


def _failing(answer: Evidence | None, label: str) -> Mapping[str, tuple[str, ...]] | None:
    if answer is None or not isinstance(answer.observation, MetricSampled):
        return None
    # Interpolated counters yield fractions: half a failure is none yet.
    bad = (s for s in answer.observation.samples if s.value >= 1 and s.labels.get("outcome", "failed") == "failed")
    peers = {s.labels.get(label, "") for s in bad}
    return {peer: (answer.id,) for peer in sorted(peers) if peer}


def _entry(answers: Mapping[str, Evidence], service: str) -> EntryTraffic | None:
    total, failed = answers.get(f"requests {service}"), answers.get(f"failed {service}")
    if total is None or failed is None:
        return None
    if not isinstance(total.observation, MetricSampled) or not isinstance(failed.observation, MetricSampled):
        return None
    cited = (failed.id, total.id)
    return EntryTraffic(service, total.observation.total, failed.observation.total, cited, _users(answers, service))


def _users(answers: Mapping[str, Evidence], service: str) -> int | None:
    answer = answers.get(f"users {service}")
    sampled = answer.observation if answer else None
    return round(sampled.total) if isinstance(sampled, MetricSampled) else None
