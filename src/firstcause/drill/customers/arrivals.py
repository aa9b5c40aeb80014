"""Who buys what, and when: a Poisson process, drawn from a seed. It knows no clock and no fleet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

USERS: Final = 100_000
_MEAN_LOG_VALUE: Final = 3.4  # a median order of about 30
_SPREAD: Final = 0.6


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer who comes `at` seconds after the beginning. `value` is in the shop's currency."""

    at: float
    order: str
    user: str
    value: float


def arrivals(seed: int, rate: float) -> Iterator[Arrival]:
    """Customers without end, `rate` a second on average, independent of one another and of the fleet."""
    draw = random.Random(seed)
    at = 0.0
    for number in range(2**62):
        at += draw.expovariate(rate)
        user = f"user-{draw.randrange(USERS):05d}"
        value = round(draw.lognormvariate(_MEAN_LOG_VALUE, _SPREAD), 2)
        yield Arrival(at, f"order-{seed}-{number}", user, value)
