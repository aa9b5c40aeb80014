"""A piece of evidence as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.model.evidence import ChangeSeen, Evidence, MetricSampled, Unobserved
from firstcause.model.handshake import HandshakeObserved

SHOWN_SAMPLES = 12


def told(evidence: Evidence) -> list[str]:
    """Provenance first, then what was observed."""
    first, *more = evidence.query.splitlines() or [""]
    lines = [
        f"id        {evidence.id}",
        f"source    {evidence.source}",
        f"query     {first}",
        *(f"          {line}" for line in more),
        f"observed  {evidence.observed_at:%Y-%m-%dT%H:%M:%S.%fZ}",
    ]
    if evidence.window:
        lines.append(f"window    {evidence.window.start:%H:%M:%S.%f} to {evidence.window.end:%H:%M:%S.%f} UTC")
    return [*lines, *_observation(evidence)]


def _observation(evidence: Evidence) -> Iterator[str]:
    match evidence.observation:
        case HandshakeObserved() as seen:
            yield from _handshake(seen)
        case MetricSampled() as sampled:
            yield from _metric(sampled)
        case ChangeSeen(change):
            yield f"change    {change.title}, by {change.by or 'unknown'}"
            yield from (f"          {n}: {old} -> {new}" for n, (old, new) in sorted(change.artifacts.items()))
        case Unobserved(reason):
            yield f"not observed: {reason}"
        case other:
            yield f"observed  {other}"


def _handshake(seen: HandshakeObserved) -> Iterator[str]:
    yield f"target    {seen.target} as {seen.view}, asked for {seen.server_name}: {seen.outcome.value}"
    if seen.failure:
        yield f"fault     {seen.failure.code}: {seen.failure.explanation}"
        yield f"expected  {seen.failure.detail.expected}"
        yield f"presented {', '.join(seen.failure.detail.presented)}"
    for place, certificate in enumerate(seen.observed.chain):
        label = "chain" if place == 0 else ""
        yield f"{label:<9} {'  ' * place}{certificate.subject}, until {certificate.not_after:%Y-%m-%d}"


def suffix(unit: str) -> str:
    """A unit as it follows a number; counts have none."""
    return "" if unit == "1" else f" {unit}"


def _metric(sampled: MetricSampled) -> Iterator[str]:
    yield f"answer    {sampled.total:g}{suffix(sampled.unit)}, from {sampled.raw_samples} raw samples"
    for sample in sampled.samples[:SHOWN_SAMPLES]:
        labels = ", ".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
        yield f"          {sample.at:%H:%M:%S} {sample.value:g} {labels}"
    if len(sampled.samples) > SHOWN_SAMPLES:
        yield f"          ... and {len(sampled.samples) - SHOWN_SAMPLES} more"
