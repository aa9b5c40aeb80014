"""How a rollout goes, as pure decisions: in which waves, what its change event says, what is current and settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from firstcause.model.change import Change

Outcome = Literal["completed", "superseded", "failed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one replica should run, and what it says that it runs. `refused` is a reason, or ""."""

    replica: str
    desired: str
    running: str
    refused: str = ""

    def settled(self, release: str) -> bool:
        """Whether it runs `release` and is meant to."""
        return self.desired == self.running == release


def waves(replicas: Sequence[str], spared: int = -1) -> tuple[tuple[str, ...], ...]:
    """All replicas but one at once, then that one: what goes wrong leaves one that works. `spared` is its index."""
    last = replicas[spared]
    together = tuple(r for r in replicas if r != last)
    return tuple(w for w in (together, (last,)) if w)


def refusal(standings: Sequence[Standing]) -> str:
    """Who refused the release, and why; "" when nobody did."""
    return next((f"{s.replica} refused {s.desired}: {s.refused}" for s in standings if s.refused), "")


def changed_artifacts(before: Mapping[str, str] | None, after: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Digests before and after of every file that differs; "" where there was none, or is none any more."""
    known = before or {}
    pairs = {
        name: (known.get(name, ""), after.get(name, "")) for name in (*after, *(n for n in known if n not in after))
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def finished(change: Change, at: datetime) -> Change:
    """The same event, over."""
    return replace(change, finished_at=at)


def change_document(change: Change) -> dict[str, object]:
    """A change event as it is written: times in RFC 3339, digests only, never a description."""
    return {
        "id": change.id,
        "kind": change.kind,
        "service": change.service,
        "at": _rfc3339(change.at),
        "finished_at": None if change.finished_at is None else _rfc3339(change.finished_at),
        "by": change.by,
        "before": change.before,
        "after": change.after,
        "artifacts": {name: list(pair) for name, pair in change.artifacts.items()},
        "revertible_to": change.revertible_to,
    }


def next_release(releases: Sequence[str]) -> str:
    """The name after the highest `rN`: r42 after r41."""
    numbers = [int(r[1:]) for r in releases if r[:1] == "r" and r[1:].isdigit()]
    return f"r{max(numbers, default=0) + 1}"


def _rfc3339(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
