"""Which other incidents belong to one: the same change, the same fault, or the same hours on a shared service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firstcause.model.account import Account

SAME_CHANGE: Final = 5.0
SAME_FAULT_AND_SERVICE: Final = 4.0
OVERLAP: Final = 3.0
SAME_FAULT: Final = 2.0
RECENT: Final = 0.5  # what nearness in time adds at most, so that the nearest of equals is first
_FAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Related:
    """Another document, and why it belongs here, the best reason first."""

    path: str
    title: str
    score: float
    why: tuple[str, ...]


def related(account: Account, others: Iterable[Account], limit: int = 10) -> list[Related]:
    """At most `limit` others that have something in common with it, those with most in common first."""
    found = [_with(account, other) for other in others if other.path != account.path]
    kept = sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.path))
    return kept[:limit]


def _with(account: Account, other: Account) -> Related | None:
    reasons = sorted(_reasons(account, other), reverse=True)
    if not reasons:
        return None
    score = sum(weight for weight, _ in reasons) + RECENT * _nearness(account, other)
    return Related(other.path, other.title, round(score, 3), tuple(reason for _, reason in reasons))


def _reasons(account: Account, other: Account) -> Iterator[tuple[float, str]]:
    shared = sorted(set(account.changes) & set(other.changes))
    if shared:
        yield SAME_CHANGE, f"same change: {', '.join(shared)}"
    if account.key and account.key == other.key:
        if account.failing and account.failing == other.failing:
            yield SAME_FAULT_AND_SERVICE, f"same fault and service: {account.fault} in {account.failing}"
        else:
            yield SAME_FAULT, f"same fault: {account.fault}"
    services = [name for name in account.services if name in other.services]
    overlap = _overlap(account, other)
    if services and overlap:
        start, end = overlap
        yield OVERLAP, f"at the same time on {', '.join(services)}: {start:%Y-%m-%d %H:%M} to {end:%H:%M}"


def _overlap(account: Account, other: Account) -> tuple[datetime, datetime] | None:
    """The time that both share; none where their clocks cannot be compared."""
    one, two = account.period, other.period
    if one is None or two is None or (one[0].tzinfo is None) != (two[0].tzinfo is None):
        return None
    start, end = max(one[0], two[0]), min(one[1], two[1])
    return (start, end) if start <= end else None


def _nearness(account: Account, other: Account) -> float:
    if account.day is None or other.day is None:
        return 0.0
    return max(0.0, 1 - abs(account.day - other.day) / _FAR)
