"""The arithmetic of counters and quantiles, on figures that one can check by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.counting.counters import Growth, histogram_quantile


@pytest.mark.parametrize(
    ("start", "end", "increase"),
    [(0, 10, 10), (10, 30, 20), (5, 15, 12.5), (-10, 0, 0), (20, 20, 0), (30, 99, 0), (-5, 99, 30), (12, 13, 1.5)],
)
def test_growth_is_linear_between_points_and_flat_outside(start: float, end: float, increase: float) -> None:
    """Points (0, 100), (10, 110), (20, 125), (30, 130)."""
    growth = Growth([0, 10, 20, 30], [100, 110, 125, 130])
    assert growth.between([start, end]) == [increase]


def test_a_reset_begins_again_from_zero() -> None:
    """100 -> 5 is a growth of 5, also for a window that ends within the fall."""
    growth = Growth([0, 10, 20], [100, 5, 7])
    assert growth.between([0, 5, 10, 20]) == [2.5, 2.5, 2]


def test_a_birth_from_zero_is_a_growth_at_its_moment() -> None:
    """The window that contains the birth has all of it."""
    growth = Growth([10, 20], [4, 6], born_at_zero=True)
    assert growth.between([0, 9.9, 10, 20]) == [0, 4, 2]


@given(st.lists(st.integers(0, 100), min_size=2, max_size=20), st.lists(st.floats(-5, 25), min_size=3, max_size=3))
def test_growth_over_adjacent_windows_adds_up(values: list[int], edges: list[float]) -> None:
    """The whole is the sum of its steps, so a plot and a figure never disagree."""
    first, middle, last = sorted(edges)
    growth = Growth(range(len(values)), values)
    assert sum(growth.between([first, middle, last])) == pytest.approx(growth.between([first, last])[0], abs=1e-6)


@pytest.mark.parametrize(
    ("quantile", "value"),
    [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (0.675, 1.5), (0.85, 2.0), (0.9, 3.0), (0.95, 4.0), (0.99, 4.0), (1.0, 4.0)],
)
def test_a_quantile_is_linear_within_its_bucket(quantile: float, value: float) -> None:
    """50 observations up to 1, 35 up to 2, 10 up to 4; five lie beyond the last bound, which stands for them."""
    assert histogram_quantile(quantile, {1.0: 50, 2.0: 85, 4.0: 95, math.inf: 100}) == pytest.approx(value)


@pytest.mark.parametrize("buckets", [{}, {math.inf: 5.0}, {1.0: 5.0, 2.0: 5.0}, {1.0: 0.0, math.inf: 0.0}])
def test_a_histogram_that_says_nothing_has_no_quantile(buckets: dict[float, float]) -> None:
    """Without observations, or without +Inf, it is NaN, as in Prometheus."""
    assert math.isnan(histogram_quantile(0.5, buckets))


@given(st.lists(st.floats(0.001, 7.9), min_size=30, max_size=200), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_a_quantile_lies_in_the_bucket_of_the_true_one(observations: list[float], quantile: float) -> None:
    """Against the sorted observations themselves: the estimate is never further off than its bucket is wide."""
    bounds = [0.25 * n for n in range(1, 33)]
    buckets = {bound: float(sum(value <= bound for value in observations)) for bound in (*bounds, math.inf)}
    true = sorted(observations)[math.ceil(quantile * len(observations) - 1e-9) - 1]
    assert abs(histogram_quantile(quantile, buckets) - true) <= 0.25
