"""Adds up how far series grew to the answer of a query: groups, steps, quantiles, distinct values.

It knows labels, windows and steps; `counters` knows the arithmetic of one series, and whoever keeps the series finds
them. Nothing is guessed: zero is said only of what was looked at, and a quantile wants observations enough.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from firstcause.counting.counters import histogram_quantile
from firstcause.model.evidence import MetricSampled, Sample, Unobserved
from firstcause.model.query import Matcher, Query

Labels = Mapping[str, str]

# Fewer observations than this and one slow request decides: the tail needs more than the middle.
_ENOUGH: Final = 30
ENOUGH_FOR_TAIL: Final = 200
_TAIL: Final = 0.99


@dataclass(frozen=True, slots=True)
class Grown:
    """One series and how far it grew in each step; `points` is how many of its points went into that."""

    labels: Labels
    by_step: Sequence[float]
    points: int


def added_up(query: Query, steps: Sequence[datetime], grown: Sequence[Grown]) -> MetricSampled | Unobserved:
    """What the series that match add up to; `steps` are the query's `edges`."""
    used = sum(one.points for one in grown)
    match query.function:
        case "quantile":
            return _quantiles(query, steps, _histograms(query, grown), used)
        case "distinct":
            return MetricSampled(query, _distinct(query, steps, grown), "1", used)
        case "increase" | "rate":
            return MetricSampled(query, _sums(query, steps, grown), unit(query), used)


def edges(query: Query) -> list[datetime]:
    """Where the steps begin and end: the window's start, every step, the window's end."""
    start, end = query.window.start, query.window.end
    if not query.step_seconds:
        return [start, end]
    steps = math.ceil(query.window.seconds / query.step_seconds - 1e-9)
    return [*(start + timedelta(seconds=query.step_seconds) * number for number in range(steps)), end]


def matches(labels: Labels, matchers: Iterable[Matcher]) -> bool:
    """Whether all conditions hold. A label that is absent is the empty string, as in Prometheus."""
    return all(_holds(matcher, labels.get(matcher.label, "")) for matcher in matchers)


def unit(query: Query) -> str:
    """From the metric's name, as OpenMetrics has it: seconds are `s`, all else counts; a rate is one a second."""
    counted = re.sub("_(total|sum)$", "", query.metric)
    base = "s" if counted.endswith("_seconds") else "1"
    if query.function != "rate":
        return base
    return "/s" if base == "1" else f"{base}/s"


def selector(query: Query) -> str:
    """The series that were asked for, as a person would write them."""
    return query.metric + "{" + ",".join(matcher.promql() for matcher in query.matchers) + "}"


def _holds(matcher: Matcher, value: str) -> bool:
    match matcher.comparison:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return re.fullmatch(matcher.value, value) is not None


def _sums(query: Query, steps: Sequence[datetime], grown: Iterable[Grown]) -> tuple[Sample, ...]:
    """The growth of each group in each step; what was looked at and did not match anything grew by zero."""
    totals: dict[tuple[str, ...], list[float]] = {}
    for one in grown:
        total = totals.setdefault(_group(query, one.labels), [0.0] * len(one.by_step))
        for step, increase in enumerate(one.by_step):
            total[step] += increase
    if not totals:
        return tuple(Sample(0.0, at) for at in steps[1:])
    return tuple(
        Sample(value / seconds if query.function == "rate" else value, at, _named(query, group))
        for group in sorted(totals)
        for value, at, seconds in zip(totals[group], steps[1:], _lengths(steps), strict=True)
    )


def _distinct(query: Query, steps: Sequence[datetime], grown: Iterable[Grown]) -> tuple[Sample, ...]:
    """How many values of the label grew, in each group and step."""
    seen: dict[tuple[str, ...], list[set[str]]] = {}
    for one in grown:
        values = seen.setdefault(_group(query, one.labels), [set() for _ in one.by_step])
        for step, increase in enumerate(one.by_step):
            if increase > 0 and one.labels.get(query.of):
                values[step].add(one.labels[query.of])
    if not seen:
        return tuple(Sample(0.0, at) for at in steps[1:])
    return tuple(
        Sample(float(len(values)), at, _named(query, group))
        for group in sorted(seen)
        for values, at in zip(seen[group], steps[1:], strict=True)
    )


def _histograms(query: Query, grown: Iterable[Grown]) -> dict[tuple[str, ...], list[dict[float, float]]]:
    """For each group and step: upper bound -> how many observations at or below it were made."""
    histograms: dict[tuple[str, ...], list[dict[float, float]]] = {}
    for one in grown:
        bound = float(one.labels.get("le", "nan"))
        group = histograms.setdefault(_group(query, one.labels), [{} for _ in one.by_step])
        for buckets, increase in zip(group, one.by_step, strict=True):
            buckets[bound] = buckets.get(bound, 0.0) + increase
    return histograms


def _quantiles(
    query: Query,
    steps: Sequence[datetime],
    histograms: Mapping[tuple[str, ...], Sequence[Mapping[float, float]]],
    used: int,
) -> MetricSampled | Unobserved:
    """The quantile of each group and step that has observations enough."""
    quantile = query.quantile if query.quantile is not None else 0.5
    enough = ENOUGH_FOR_TAIL if quantile >= _TAIL else _ENOUGH
    samples: list[Sample] = []
    most = 0.0
    for group in sorted(histograms):
        for buckets, at in zip(histograms[group], steps[1:], strict=True):
            count = buckets.get(math.inf, 0.0)
            most = max(most, count)
            if count >= enough:
                samples.append(Sample(histogram_quantile(quantile, buckets), at, _named(query, group)))
    if samples:
        return MetricSampled(query, tuple(samples), unit(query), used)
    return Unobserved(f"{most:.0f} observations of {selector(query)}; quantile {quantile:g} needs {enough}")


def _group(query: Query, labels: Labels) -> tuple[str, ...]:
    return tuple(labels.get(name, "") for name in query.by)


def _named(query: Query, group: tuple[str, ...]) -> Labels:
    return dict(zip(query.by, group, strict=True))


def _lengths(steps: Sequence[datetime]) -> Iterator[float]:
    return ((later - earlier).total_seconds() for earlier, later in pairwise(steps))
