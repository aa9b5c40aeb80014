"""How far each series of a term grew, from the scrapes themselves: exact where that is affordable.

Prometheus' `increase()` extrapolates to the ends of its window and does not count what a new series began with, so its
figures differ from what was counted. Raw samples (a range selector, asked as it is) let us count ourselves, as the
embedded store does. Where there are too many samples, `increase()` it is, and the answer says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from firstcause.counting.answers import Grown
from firstcause.counting.counters import Growth
from firstcause.sources.prometheus.api import PrometheusApi
from firstcause.sources.prometheus.births import born
from firstcause.sources.prometheus.errors import PrometheusError
from firstcause.sources.prometheus.terms import Term, length
from firstcause.sources.prometheus.wire import RawSeries

MAX_SAMPLES: Final = 400_000
"""Raw samples of one term: about 12 MB of JSON, a second of work."""
SURELY_FEW: Final = 64  # samples of each series: no need to count them first
NEIGHBOUR_SECONDS: Final = 60.0  # how far beyond the window a scrape is looked for, to interpolate towards
EXTRAPOLATED: Final = "computed by the server's increase(), which extrapolates: too many samples to count one by one"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The series of a term, with the server's labels; what was sent; and what a reader should know of it."""

    grown: tuple[Grown, ...]
    sent: str
    sampled: bool  # whether anything was sampled within the window
    note: str = ""


class Scrapes:
    """Fetches growth. `resolution_seconds` is the scrape interval of what is asked about."""

    def __init__(self, api: PrometheusApi, resolution_seconds: float) -> None:
        self._api = api
        self._resolution = resolution_seconds
        self._margin = max(NEIGHBOUR_SECONDS, 4 * resolution_seconds)

    def growth(self, term: Term, edges: Sequence[float]) -> Fetched:
        """How far each series grew between each pair of edges (Unix seconds). Raises PrometheusError."""
        start, end = edges[0], edges[-1]
        reach = end - start + 2 * self._margin
        if reach / self._resolution > SURELY_FEW and self._samples(term, end, reach) > MAX_SAMPLES:
            return self._extrapolated(term, edges)
        return self._counted(term, edges, end + self._margin, reach)

    def there(self, selector: str, start: float, end: float) -> bool:
        """Whether any such series was sampled after `start`, up to a scrape beyond `end`."""
        reach = length(end - start + self._margin)
        return bool(self._api.instant(f"count(last_over_time({selector}[{reach}]))", end + self._margin))

    def near(self, term: Term, at: float, within: float) -> Iterator[float]:
        """When the term's series were sampled around `at`."""
        for one in self._api.instant(f"{term.selector}[{length(2 * within)}]", at + within):
            yield from one.at

    def _samples(self, term: Term, end: float, reach: float) -> float:
        counted = self._api.instant(f"sum(count_over_time({term.selector}[{length(reach)}]))", end + self._margin)
        return sum(one.values[0] for one in counted if one.values)

    def _counted(self, term: Term, edges: Sequence[float], at: float, reach: float) -> Fetched:
        raw = self._api.instant(f"{term.selector}[{length(reach)}]", at)
        new = born(self._api, term.metric, raw, at, reach, at - reach + 1.5 * self._resolution)
        grown = [_grown(one, edges, born_at_zero=place in new) for place, one in enumerate(raw) if one.at]
        sampled = any(one.at[-1] > edges[0] for one in raw if one.at)
        return Fetched(tuple(grown), f"{term.selector}[{length(reach)}] at {_time(at)}", sampled)

    def _extrapolated(self, term: Term, edges: Sequence[float]) -> Fetched:
        shortest = min(later - earlier for earlier, later in pairwise(edges[:3]))
        if shortest < 2 * self._resolution:
            problem = f"{term.selector} has more than {MAX_SAMPLES} samples in the window"
            raise PrometheusError(f"{problem}, and steps of {shortest:g} s are too short for increase()")
        by = ", ".join((*term.groups.values(), "le") if term.metric.endswith("_bucket") else term.groups.values())
        found: dict[tuple[tuple[str, str], ...], list[float]] = {}
        sent = []
        for places, query, series in self._increases(term, by, edges):
            sent.append(query)
            for one in series:
                row = found.setdefault(tuple(sorted(one.labels.items())), [0.0] * (len(edges) - 1))
                for time, value in zip(one.at, one.values, strict=True):
                    row[_place(places, time)] = value
        grown = tuple(Grown(dict(labels), row, len(row)) for labels, row in found.items())
        return Fetched(grown, "; ".join(sent), bool(grown), EXTRAPOLATED)

    def _increases(
        self, term: Term, by: str, edges: Sequence[float]
    ) -> Iterator[tuple[Mapping[float, int], str, list[RawSeries]]]:
        """All whole steps in one question; the last one, which may be shorter, in another."""
        places = {round(edge, 3): place for place, edge in enumerate(edges[1:])}
        step = edges[1] - edges[0]
        whole = [edge for before, edge in pairwise(edges) if abs(edge - before - step) < 1e-3]
        if len(whole) > 1:
            query = f"sum by ({by}) (increase({term.selector}[{length(step)}]))"
            yield places, f"{query} every {length(step)}", self._api.steps(query, whole[0], whole[-1], step)
        for before, edge in pairwise(edges):
            if edge not in whole or len(whole) == 1:
                query = f"sum by ({by}) (increase({term.selector}[{length(edge - before)}]))"
                yield places, f"{query} at {_time(edge)}", self._api.instant(query, edge)


def _grown(one: RawSeries, edges: Sequence[float], *, born_at_zero: bool) -> Grown:
    growth = Growth(one.at, one.values, born_at_zero=born_at_zero)
    # Those in the window and a neighbour on each side: what comes in later does not change what was used.
    first, last = bisect_right(one.at, edges[0]) - 1, bisect_left(one.at, edges[-1])
    used = min(last + 1, len(one.at)) - max(first, 0)
    return Grown(one.labels, growth.between(edges), used)


def _place(places: Mapping[float, int], time: float) -> int:
    """Which step ends at this time. A server that moves our times to its own would fill the wrong ones."""
    if round(time, 3) not in places:
        raise PrometheusError(f"an answer for {_time(time)}, which was not asked for")
    return places[round(time, 3)]


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
