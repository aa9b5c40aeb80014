"""The customers' own ledger: what each purchase was like for who made it. Detection and diagnosis never read it.

It holds the truth against which an incident's figures are compared, so every definition stands here in full:

- *degraded*: failed, retried, or slow (longer than 0.5 s as the customer measured it);
- *p99*: of all requests, the smallest duration that at least 99 % do not exceed (nearest rank);
- *episode*: a degraded request is part of one when, of the requests completed within 2 s from it (forwards or
  backwards, itself included), at least 3 and at least a fifth are degraded; parts no more than 10 s apart belong
  together. So a slow request now and then makes no episode, and none is stretched by one. *Onset* is when its first
  part was completed, *recovery* when its last was.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

SLOW_SECONDS: Final = 0.5
NEIGHBOURHOOD_SECONDS: Final = 2.0
NEIGHBOURS: Final = 3
SHARE: Final = 0.2
GAP_SECONDS: Final = 10.0

PurchaseOutcome = Literal["ok", "slow", "retried", "failed"]
_OUTCOMES: Final[dict[str, PurchaseOutcome]] = {"ok": "ok", "slow": "slow", "retried": "retried", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase, over. Times are Unix seconds; `lag` is by how much the customer came later than drawn."""

    started: float
    completed: float
    order: str
    user: str
    value: float
    outcome: PurchaseOutcome
    attempts: int
    seconds: float
    lag: float

    @property
    def degraded(self) -> bool:
        """Whether it was anything but well."""
        return self.outcome != "ok"

    def line(self) -> str:
        """As it stands in the ledger."""
        return json.dumps(asdict(self)) + "\n"


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """What customers went through in a window, by completion. `users` had at least one degraded purchase."""

    requests: int
    degraded: int
    failed: int
    users: int
    p99_seconds: float | None  # None when there was no request
    worst_lag: float


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch in which purchases were degraded; Unix seconds."""

    onset: float
    recovery: float


def classify(*, answered: bool, attempts: int, seconds: float) -> PurchaseOutcome:
    """How a purchase went: whether it succeeded, after how many attempts of the edge, and how long it took."""
    if not answered:
        return "failed"
    if attempts > 1:
        return "retried"
    return "slow" if seconds > SLOW_SECONDS else "ok"


def parse(lines: Iterable[str]) -> list[Purchase]:
    """Purchases in order of completion. A last line that is still being written is left out."""
    purchases = [_purchase(json.loads(line)) for line in lines if line.endswith("\n")]
    return sorted(purchases, key=lambda p: p.completed)


def figures(purchases: Sequence[Purchase], start: float, end: float) -> LedgerFigures:
    """Figures over purchases completed after `start` and until `end` (Unix seconds)."""
    within = [p for p in purchases if start < p.completed <= end]
    degraded = [p for p in within if p.degraded]
    return LedgerFigures(
        requests=len(within),
        degraded=len(degraded),
        failed=sum(p.outcome == "failed" for p in within),
        users=len({p.user for p in degraded}),
        p99_seconds=_percentile([p.seconds for p in within], 0.99),
        worst_lag=max((p.lag for p in within), default=0.0),
    )


def episodes(purchases: Sequence[Purchase]) -> list[Episode]:
    """All episodes in order. `purchases` are in order of completion."""
    found: list[Episode] = []
    for at in _parts(purchases):
        if found and at - found[-1].recovery <= GAP_SECONDS:
            found[-1] = Episode(found[-1].onset, at)
        else:
            found.append(Episode(at, at))
    return found


def _parts(purchases: Sequence[Purchase]) -> list[float]:
    """Completions of the degraded purchases that have enough degraded neighbours on one side."""
    completed = [p.completed for p in purchases]
    bad = [p.completed for p in purchases if p.degraded]

    def dense(start: float, end: float) -> bool:
        degraded, everything = _count(bad, start, end), _count(completed, start, end)
        return degraded >= NEIGHBOURS and degraded >= SHARE * everything

    return [at for at in bad if dense(at, at + NEIGHBOURHOOD_SECONDS) or dense(at - NEIGHBOURHOOD_SECONDS, at)]


def _count(times: Sequence[float], start: float, end: float) -> int:
    return bisect_right(times, end) - bisect_left(times, start)


def _percentile(seconds: Sequence[float], share: float) -> float | None:
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1] if seconds else None


def _purchase(document: dict[str, object]) -> Purchase:
    return Purchase(
        started=_number(document, "started"),
        completed=_number(document, "completed"),
        order=str(document["order"]),
        user=str(document["user"]),
        value=_number(document, "value"),
        outcome=_OUTCOMES[str(document["outcome"])],
        attempts=int(_number(document, "attempts")),
        seconds=_number(document, "seconds"),
        lag=_number(document, "lag"),
    )


def _number(document: dict[str, object], name: str) -> float:
    value = document[name]
    if not isinstance(value, int | float):
        raise TypeError(f"{name} is no number: {value!r}")
    return float(value)
