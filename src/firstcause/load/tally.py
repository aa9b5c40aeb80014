"""What became of the handshakes, second by second, and whether that is still within the objective. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from firstcause.load.arrivals import Arrival
from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.load import LoadScenario

LOOK_BACK_SECONDS: Final = 10
LEAST_BAD: Final = 5  # fewer than this end no load, whatever their share
QUANTILES: Final = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))


@dataclass(frozen=True, slots=True)
class Handshake:
    """One that is over. `seconds` count from when it was due (None: it was not finished); `code` "": it went well."""

    arrival: Arrival
    seconds: float | None
    code: str
    version: str
    resumed: bool

    @property
    def as_expected(self) -> bool:
        """Whether its caller met what it was to meet."""
        return self.code == self.arrival.caller.expect


def handshake(arrival: Arrival, late_seconds: float, observed: HandshakeObserved) -> Handshake:
    """What a look was, as part of a load. One that could not be taken is our own failure, and counted as one."""
    timing, seen = observed.timing, observed.observed
    code = observed.failure.code if observed.failure else ""
    finished = timing.handshake_seconds is not None and observed.outcome is not Outcome.UNOBSERVED
    seconds = late_seconds + (timing.connect_seconds or 0.0) + (timing.handshake_seconds or 0.0) if finished else None
    return Handshake(arrival, seconds, code, seen.version, seen.resumed)


@dataclass(slots=True)
class Second:
    """Handshakes that were due in one second."""

    done: int = 0
    failed: int = 0
    slow: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """All handshakes that are over."""

    scenario: LoadScenario
    by_second: dict[int, Second] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    resumed: int = 0

    def note(self, one: Handshake) -> None:
        """One more."""
        second = self.by_second.setdefault(int(one.arrival.at), Second())
        second.done += 1
        self.resumed += one.resumed
        if one.version:
            self.versions[one.version] += 1
        if one.code:
            (self.expected if one.as_expected else self.failures)[one.code] += 1
        elif not one.as_expected:
            self.failures["none, where one was to be met"] += 1
        second.failed += not one.as_expected
        if one.seconds is not None and not one.code:
            second.seconds.append(one.seconds)
            second.slow += one.seconds > self.scenario.objective.latency_seconds

    @property
    def done(self) -> int:
        """How many are over."""
        return sum(second.done for second in self.by_second.values())

    def broken(self, now: float) -> str:
        """Why the objective does not hold any more, `now` seconds after the beginning; "" while it holds."""
        objective = self.scenario.objective
        lately = [second for at, second in self.by_second.items() if at >= now - LOOK_BACK_SECONDS]
        done, failed, slow = (sum(getattr(s, n) for s in lately) for n in ("done", "failed", "slow"))
        if failed >= LEAST_BAD and failed > (1 - objective.success) * done:
            return f"{failed} of the last {done} handshakes failed; at most {1 - objective.success:.3%} may"
        if slow >= LEAST_BAD and slow > (1 - objective.on_time) * done:
            limit, most = f"{objective.latency_seconds:g} s", f"at most {1 - objective.on_time:.3%} may"
            return f"{slow} of the last {done} handshakes took longer than {limit}; {most}"
        return ""

    def quantiles(self) -> dict[str, float]:
        """Seconds, of the handshakes that went well; empty where none did."""
        return _quantiles(sorted(s for second in self.by_second.values() for s in second.seconds))

    def points(self) -> Iterator[tuple[int, Second, float | None]]:
        """Each second, and its 95th percentile."""
        for at in sorted(self.by_second):
            second = self.by_second[at]
            yield at, second, _quantiles(sorted(second.seconds)).get("p95")


def _quantiles(ordered: list[float]) -> dict[str, float]:
    return {name: ordered[min(int(q * len(ordered)), len(ordered) - 1)] for name, q in QUANTILES} if ordered else {}
