"""One finding about one service, of one kind; and how findings of all kinds are weighed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["latency", "errors", "network", "cpu", "memory", "exception", "log", "silence"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`amount` in `unit` beyond the service's own past; `strength` (0-1): 0 is what its past explains, 1 unheard-of."""

    service: str
    kind: Kind
    amount: float
    unit: str
    strength: float
    text: str


# Seconds of work and seconds on the wire are the same seconds, and are compared with one another.
VOICES: dict[Kind, str] = {"network": "latency"}
# One failure that is told in three ways (an answer, a visit that broke off, a log line) counts once.
RETOLD: tuple[Kind, ...] = ("errors", "exception", "log", "silence")


def score(worth: Mapping[Kind, float]) -> float:
    """The worth of a service's findings together."""
    apart = sum(value for kind, value in worth.items() if kind not in RETOLD)
    return apart + max((worth.get(kind, 0.0) for kind in RETOLD), default=0.0)


def weigh(findings: Iterable[Finding]) -> dict[str, dict[Kind, float]]:
    """What each finding is worth, by service and kind.

    Each kind of evidence has one voice, which it gives to the services in proportion to what they have of it: seconds
    are compared with seconds, never with megabytes. It speaks as loud as its findings are unusual: where they are
    mostly drift, all of them keep their voice down.
    """
    voices: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.amount > 0 and finding.strength > 0:
            voices[VOICES.get(finding.kind, finding.kind)].append(finding)
    worth: defaultdict[str, dict[Kind, float]] = defaultdict(dict)
    for found in voices.values():
        total = sum(f.amount * f.strength for f in found)
        loudness = sum(f.amount * f.strength**2 for f in found) / total
        for f in found:
            value = f.amount * f.strength / total * f.strength * loudness
            worth[f.service][f.kind] = worth[f.service].get(f.kind, 0.0) + value
    return dict(worth)
