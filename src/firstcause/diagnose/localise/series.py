"""Metrics as signals: what to ask, in steps, for each of two windows, and how the answers become loads and edges.

`failed` is the services' own word for a request that went wrong. An answer that could not be had is left out by the
caller; without sums of durations there are loads with failures alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from firstcause.diagnose.localise.signals import Counts, Edge, Load, Signals, Track
from firstcause.model.evidence import Sample
from firstcause.model.query import Query
from firstcause.model.telemetry import CLIENT_DURATION, SERVER_DURATION
from firstcause.model.window import Window

REQUESTS, SECONDS, CALLS, WAITED = "requests", "seconds", "calls", "waited"
SERVICE, EDGE = ("service",), ("service", "callee")

Answers = Mapping[str, Sequence[Sample]]
Key = tuple[str, ...]
Steps = dict[Key, dict[datetime, list[float]]]  # requests, failed, seconds of each step


def questions(window: Window, step_seconds: float) -> dict[str, Query]:
    """Requests, failures and sums of durations by service and by edge, at every step of a window."""

    def grown(metric: str, *by: str) -> Query:
        return Query(metric, "increase", window, by=by, step_seconds=step_seconds)

    return {
        REQUESTS: grown(f"{SERVER_DURATION}_count", *SERVICE, "outcome"),
        SECONDS: grown(f"{SERVER_DURATION}_sum", *SERVICE),
        CALLS: grown(f"{CLIENT_DURATION}_count", *EDGE, "outcome"),
        WAITED: grown(f"{CLIENT_DURATION}_sum", *EDGE),
    }


def from_answers(before: Answers, during: Answers) -> Signals:
    """The signals that the answers of two windows hold."""
    loads = _tracks(before, during, (REQUESTS, SECONDS), SERVICE)
    edges = _tracks(before, during, (CALLS, WAITED), EDGE)
    return Signals(
        tuple(Load(service, track) for (service,), track in loads.items()),
        tuple(Edge(caller, callee, waited=track) for (caller, callee), track in edges.items()),
    )


def _tracks(before: Answers, during: Answers, names: tuple[str, str], by: Key) -> dict[Key, Track]:
    past, now = _steps(before, names, by), _steps(during, names, by)
    return {key: Track(_counts(past, key), _counts(now, key)) for key in sorted(past.keys() | now.keys())}


def _counts(steps: Steps, key: Key) -> tuple[Counts, ...]:
    """Every step of the window, also those in which this one was not asked for anything."""
    times = sorted({at for seen in steps.values() for at in seen})
    return tuple(Counts(*steps.get(key, {}).get(at, (0.0, 0.0, 0.0))) for at in times)


def _steps(answers: Answers, names: tuple[str, str], by: Key) -> Steps:
    found: defaultdict[Key, dict[datetime, list[float]]] = defaultdict(dict)
    for name in names:
        for sample in answers.get(name, ()):
            key = tuple(sample.labels.get(label, "") for label in by)
            counts = found[key].setdefault(sample.at, [0.0, 0.0, 0.0])
            if name == names[1]:
                counts[2] += sample.value
            else:
                counts[0] += sample.value
                counts[1] += sample.value if sample.labels.get("outcome") == "failed" else 0.0
    return {key: seen for key, seen in found.items() if all(key)}
