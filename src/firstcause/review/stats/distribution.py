"""Figures as a distribution: how many, the median, the 90th percentile, and how sure the median is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from random import Random
from typing import Final

ROUNDS: Final = 2000
SURE: Final = 0.95
SEED: Final = 20251107  # the same vault gives the same interval, whenever it is asked
FEWEST: Final = 5  # of fewer figures, an interval would only repeat the figures


@dataclass(frozen=True, slots=True)
class Distribution:
    """`values` in order. `interval`: of the median, by bootstrap; None where there are too few figures."""

    values: tuple[float, ...]
    not_derivable: int
    median: float | None
    p90: float | None
    interval: tuple[float, float] | None


def distribution(figures: Iterable[float | None]) -> Distribution:
    """Of all figures that there are; the others are counted."""
    told = list(figures)
    values = tuple(sorted(one for one in told if one is not None))
    missing = len(told) - len(values)
    if not values:
        return Distribution((), missing, None, None, None)
    return Distribution(values, missing, quantile(values, 0.5), quantile(values, 0.9), _bootstrap(values))


def quantile(values: Sequence[float], share: float) -> float:
    """Of values in order, between two of them where it falls there (the seventh kind of Hyndman and Fan, 1996)."""
    at = share * (len(values) - 1)
    low, high = values[floor(at)], values[ceil(at)]
    return low + (high - low) * (at - floor(at))


def _bootstrap(values: Sequence[float]) -> tuple[float, float] | None:
    """The percentile interval (Efron 1979) of the median, from seeded draws."""
    if len(values) < FEWEST:
        return None
    random = Random(SEED)  # noqa: S311 - statistics, no secret
    medians = sorted(quantile(sorted(random.choices(values, k=len(values))), 0.5) for _ in range(ROUNDS))
    return quantile(medians, (1 - SURE) / 2), quantile(medians, (1 + SURE) / 2)
