"""One finding about one service, of one kind; and how findings of all kinds are weighed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["latency", "errors", "network", "cpu", "memory", "exception", "log"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`amount` in `unit` beyond the service's own past; `strength` (0-1): 0 is what its past explains, 1 unheard-of."""

    service: str
    kind: Kind
    amount: float
    unit: str
    strength: float
    text: str


FAMILIES: dict[Kind, str] = {"errors": "failures", "exception": "failures", "log": "failures"}


def score(worth: dict[Kind, float]) -> float:
    """The worth of a service's findings together; one failure that is told in three ways counts once."""
    best: defaultdict[str, float] = defaultdict(float)
    for kind, value in worth.items():
        family = FAMILIES.get(kind, kind)
        best[family] = max(best[family], value)
    return sum(best.values())


def weigh(findings: Iterable[Finding]) -> dict[str, dict[Kind, float]]:
    """What each finding is worth, by service and kind.

    Each kind of evidence has one voice. It speaks as loud as its findings are unusual, and gives its voice to the
    services in proportion to what they have of it: seconds are compared with seconds, never with megabytes.
    """
    by_kind: defaultdict[Kind, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.amount > 0 and finding.strength > 0:
            by_kind[finding.kind].append(finding)
    worth: defaultdict[str, dict[Kind, float]] = defaultdict(dict)
    for kind, found in by_kind.items():
        total = sum(f.amount * f.strength for f in found)
        for f in found:
            share = f.amount * f.strength / total
            worth[f.service][kind] = worth[f.service].get(kind, 0.0) + share * f.strength
    return dict(worth)
