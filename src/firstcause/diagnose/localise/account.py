"""Self-accounting over the call graph: of the mass that a service carries, what do its callees explain?

The caller that only waits keeps nothing for itself. Where spans tell what a service did itself, that is taken as it
is; elsewhere the excess of its calls is subtracted. Callees that are waited for at once may explain more than the
caller has: then the caller keeps nothing, and each of them stays a candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from firstcause.diagnose.localise.excess import Amount, Excess, beyond, excess, together
from firstcause.diagnose.localise.signals import Edge, Load, Signals

Steps = tuple[float, ...]
Waits = dict[tuple[str, str, str], Excess]


@dataclass(frozen=True, slots=True)
class Account:
    """A service's mass by step, and its `own` part; `novelty` (0-1) as in `Excess`, over its
    operations; the rest is that of the operation with most mass."""

    mass: Steps
    own: Steps
    novelty: float
    distance: float
    baseline: float
    level: float


@dataclass(slots=True)
class _Seen:
    loads: list[Load] = field(default_factory=list)
    calls: list[Edge] = field(default_factory=list)
    callers: list[Edge] = field(default_factory=list)


def accounts(signals: Signals, amount: Amount) -> dict[str, Account]:
    """The account of every service that has a load, or whose callers count their waiting."""
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    for load in signals.loads:
        seen[load.service].loads.append(load)
    for edge in signals.edges:
        seen[edge.caller].calls.append(edge)
        seen[edge.callee].callers.append(edge)
    waits = {edge.name: excess(edge.waited, amount) for edge in signals.edges if edge.waited}
    carried = {name: _carried(s, waits, amount) for name, s in seen.items()}
    return {name: _account(s, carried, waits, amount, name) for name, s in seen.items() if carried[name]}


def _carried(seen: _Seen, waits: Waits, amount: Amount) -> list[Excess]:
    """The excess of a service's operations; of one that does not report, as its callers wait for it."""
    if seen.loads:
        return [excess(load.served, amount) for load in seen.loads]
    return [waits[edge.name] for edge in seen.callers if edge.name in waits]


def _account(seen: _Seen, carried: dict[str, list[Excess]], waits: Waits, amount: Amount, name: str) -> Account:
    mass = together(e.steps for e in carried[name])
    if seen.loads and all(load.own for load in seen.loads):
        own = [excess(load.own, amount) for load in seen.loads if load.own]
        return _summed(mass, together(e.steps for e in own), own)
    explained = together(_explained(seen.calls, carried, waits))
    kept = tuple(beyond(m, e) for m, e in zip(mass, (*explained, *[0.0] * len(mass)), strict=False))
    return _summed(mass, kept, carried[name])


def _explained(calls: Iterable[Edge], carried: dict[str, list[Excess]], waits: Waits) -> Iterable[Steps]:
    """What each call explains: the waiting where the caller counts it, else all that the callee carries."""
    for callee in {edge.callee for edge in calls if edge.name not in waits}:
        yield together(e.steps for e in carried.get(callee, []))
    yield from (waits[edge.name].steps for edge in calls if edge.name in waits)


def _summed(mass: Steps, own: Steps, parts: list[Excess]) -> Account:
    total = sum(part.mass for part in parts)
    novelty = sum(part.mass * part.novelty for part in parts) / total if total else 0.0
    worst = max(parts, key=lambda part: part.mass)
    return Account(mass, own, novelty, worst.distance, worst.baseline, worst.level)
