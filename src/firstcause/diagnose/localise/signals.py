"""What localisation looks at, as values: requests, failures and seconds by service and by edge, and what else was seen.

Two places can fill them: metric queries in steps (a service then has one operation, named ""), and spans, which also
tell what a service did itself (`own`) and what was lost on the way (`wire`). What was not observed is left out; an
absent track is never a track of zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AlarmKind = Literal["latency", "errors", "any"]
GaugeKind = Literal["cpu", "memory"]
OddityKind = Literal["broken", "log", "silence"]


@dataclass(frozen=True, slots=True)
class Counts:
    """One step: requests, how many of them failed, and the seconds that they took together."""

    requests: float
    failed: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """Steps of one length before the alarm and since. The border need not be the onset: both sides may hold a few
    steps of the other."""

    before: tuple[Counts, ...]
    during: tuple[Counts, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What a service answered, by operation; and of that its `own` part, where spans tell it from its waiting."""

    service: str
    served: Track
    operation: str = ""
    own: Track | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Calls from one service to another. `waited` is as the caller counts them; `wire` is what of the waiting the
    callee does not account for. Both are None where only the edge itself is known."""

    caller: str
    callee: str
    operation: str = ""
    waited: Track | None = None
    wire: Track | None = None

    @property
    def name(self) -> tuple[str, str, str]:
        """Caller, callee and operation: an edge is unique by them."""
        return self.caller, self.callee, self.operation


@dataclass(frozen=True, slots=True)
class Gauge:
    """A resource of a service: its values before and since, in `unit`."""

    service: str
    kind: GaugeKind
    unit: str
    before: tuple[float, ...]
    during: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something of a service that hardly happened before: `count` times since, where its past leads to expect
    `expected`. Of a silence, `count` are the lines that did not come."""

    service: str
    kind: OddityKind
    text: str
    count: float
    expected: float


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything that was seen. Edges may be missing, and may lead to services without a load of their own."""

    loads: tuple[Load, ...]
    edges: tuple[Edge, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that is named anywhere, sorted."""
        names = {load.service for load in self.loads} | {g.service for g in self.gauges}
        names |= {name for e in self.edges for name in (e.caller, e.callee)} | {o.service for o in self.oddities}
        return tuple(sorted(names))


@dataclass(frozen=True, slots=True)
class Alarm:
    """Where it hurts: an entry's latency or its errors. Without a service every entry is watched."""

    service: str = ""
    kind: AlarmKind = "any"
