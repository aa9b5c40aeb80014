"""Who was hurt, and how much: figures over one window, computed from telemetry."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.model.evidence import Sample
from firstcause.model.figure import Figure
from firstcause.model.window import Window


@dataclass(frozen=True, slots=True)
class Signal:
    """A golden signal over time, to be plotted: `requests/s`, `failed/s`, `degraded/s`, `p99`."""

    name: str
    unit: str
    samples: tuple[Sample, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class CallerImpact:
    """A service whose calls to the failing one failed, and how many of them."""

    service: str
    calls: Figure
    failed: Figure


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact at the entry service (where customers come in), and on the callers of the failing service.

    `degraded` counts requests that failed, were retried, or were slower than the entry's objective; `failed` those
    that failed; `users` the distinct users with a degraded request. Latencies are in seconds, the others are counts.
    """

    entry: str
    window: Window
    baseline: Window
    requests: Figure
    degraded: Figure
    failed: Figure
    users: Figure
    baseline_requests: Figure
    baseline_failed: Figure
    p50_before: Figure
    p50_during: Figure
    p99_before: Figure
    p99_during: Figure
    callers: tuple[CallerImpact, ...] = ()
    signals: tuple[Signal, ...] = ()
