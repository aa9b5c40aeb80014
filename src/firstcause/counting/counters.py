"""The arithmetic of counters and histograms: what a counter grew by between any two moments, and a quantile of it.

It knows resets, births and interpolation; it refuses to know where points are kept. Growth is additive: that over two
adjacent windows is that over both, which Prometheus' extrapolating `increase` does not promise.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise


class Growth:
    """How far one counter had grown at any time, from its points: `at[i]` in Unix seconds, `values[i]`."""

    def __init__(self, at: Sequence[float], values: Sequence[float], *, born_at_zero: bool = False) -> None:
        """`born_at_zero`: the first point is the counter's birth, and all of its value had grown since a moment ago.

        Without it, what the counter had at the first point grew before we looked.
        """
        self._at = at
        self._grown = [values[0] if born_at_zero else 0.0]
        for before, now in pairwise(values):
            # A counter never falls: it began again from zero (Prometheus, "counter resets").
            self._grown.append(self._grown[-1] + (now - before if now >= before else now))

    def until(self, time: float) -> float:
        """Growth up to and including that time, linear between points; before the first none, after the last all."""
        after = bisect_right(self._at, time)
        if after == 0:
            return 0.0
        if after == len(self._at):
            return self._grown[-1]
        left, right = self._at[after - 1], self._at[after]
        share = (time - left) / (right - left)
        return self._grown[after - 1] + share * (self._grown[after] - self._grown[after - 1])

    def between(self, edges: Sequence[float]) -> list[float]:
        """Growth within each pair of adjacent edges."""
        return [later - earlier for earlier, later in pairwise([self.until(edge) for edge in edges])]


def histogram_quantile(quantile: float, buckets: Mapping[float, float]) -> float:
    """The quantile (0-1), linear within its bucket, as Prometheus' `histogram_quantile` computes it.

    `buckets` maps upper bounds, with +Inf among them, to cumulative counts. NaN when there is no observation or no
    +Inf; a quantile beyond the highest finite bound is that bound.
    """
    bounds = sorted(buckets)
    counts = _never_falling([buckets[bound] for bound in bounds])
    if len(bounds) < 2 or bounds[-1] != math.inf or counts[-1] == 0:
        return math.nan
    rank = quantile * counts[-1]
    index = next((i for i, count in enumerate(counts[:-1]) if count >= rank), len(bounds) - 1)
    if index == len(bounds) - 1:
        return bounds[-2]
    if index == 0 and bounds[0] <= 0:
        return bounds[0]
    start, below = (bounds[index - 1], counts[index - 1]) if index else (0.0, 0.0)
    if counts[index] == below:
        return bounds[index]
    return start + (bounds[index] - start) * (rank - below) / (counts[index] - below)


def _never_falling(counts: Sequence[float]) -> list[float]:
    """Interpolation between scrapes may leave a bucket a rounding error below its predecessor."""
    highest = 0.0
    return [highest := max(highest, count) for count in counts]
