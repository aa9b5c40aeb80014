"""Spans of traces, reduced to what diagnosis and impact need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """One span. `start` and `end` are Unix seconds; `user` is a keyed hash, never a name (promise 8).

    `kind` is OpenTelemetry's: server, client, producer, consumer, internal. `callee` is the peer service of a client
    span. `outcome` is the service's own word (`ok`, `retried`, `failed`), or from the span's status.
    """

    trace: str
    span: str
    parent: str
    service: str
    name: str
    kind: str
    callee: str
    outcome: str
    user: str
    start: float
    end: float
