"""What a replica tells of itself, in one value: metrics, log lines, spans."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.drill.fleet.logs import Log
from firstcause.drill.fleet.metrics import Metrics
from firstcause.drill.fleet.traces import SpanBuffer


@dataclass(frozen=True, slots=True)
class Telemetry:
    """The three signals of one replica."""

    metrics: Metrics
    log: Log
    spans: SpanBuffer
