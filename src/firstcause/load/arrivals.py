"""When the next handshake is due, and whose it is: a Poisson process that ramps up, drawn from a seed.

It knows no clock and no endpoint. Arrivals do not wait for answers: a slow server meets as many as a fast one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from firstcause.model.load import Caller, LoadScenario


@dataclass(frozen=True, slots=True)
class Arrival:
    """A handshake that is due `at` seconds after the beginning. `version` "": whatever the view speaks."""

    at: float
    caller: Caller
    version: str
    resumes: bool


def arrivals(scenario: LoadScenario) -> Iterator[Arrival]:
    """All of them, in order. The same scenario gives the same arrivals."""
    draw = Random(scenario.seed)  # noqa: S311 - a load, not a secret
    callers = scenario.callers
    shares = [caller.share for caller in callers]
    passed = 0.0  # how many are expected until now
    while True:
        passed += draw.expovariate(1.0)
        at = _when(scenario, passed)
        if at >= scenario.duration_seconds:
            return
        caller = draw.choices(callers, shares)[0]
        yield Arrival(at, caller, _drawn(draw, scenario.versions), draw.random() < scenario.resumption)


def expected_count(scenario: LoadScenario) -> float:
    """How many handshakes the scenario has on average."""
    ramp = min(scenario.ramp_seconds, scenario.duration_seconds)
    climbed = scenario.rate * ramp * ramp / (2 * scenario.ramp_seconds) if ramp else 0.0
    return climbed + scenario.rate * (scenario.duration_seconds - ramp)


def _when(scenario: LoadScenario, count: float) -> float:
    """The second at which so many have come on average: the rate climbs in a straight line, then stays."""
    ramp, rate = scenario.ramp_seconds, scenario.rate
    while_climbing = rate * ramp / 2
    if count < while_climbing:
        return math.sqrt(2 * count * ramp / rate)
    return ramp + (count - while_climbing) / rate


def _drawn(draw: Random, shares: Mapping[str, float]) -> str:
    return draw.choices(list(shares), list(shares.values()))[0] if shares else ""
