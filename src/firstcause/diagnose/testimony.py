"""What a witness says, and how an answer of the telemetry is put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from firstcause.model.change import Change
from firstcause.model.evidence import Sample
from firstcause.model.incident import Reason


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one witness says. `weight` (0-1) is the chance that the service is to blame, given this evidence alone;
    0 with a reason speaks against. `code` is named only by those who can."""

    kind: str
    weight: float
    reason: Reason
    code: str = ""
    change: Change | None = None
    explanation: str = ""
    endpoints: tuple[str, ...] = ()


def counted(samples: Iterable[Sample], label: str) -> str:
    """`billing-api 113, storefront 150 ("certificate verify failed")`: how many by this label, and one in its words."""
    samples = list(samples)
    counts: Counter[str] = Counter()
    for sample in samples:
        counts[sample.labels.get(label, "?")] += round(sample.value)
    said = next((s.labels["reason"] for s in samples if s.labels.get("reason")), "")
    listed = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    return f'{listed} ("{said}")' if said else listed
