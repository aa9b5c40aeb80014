"""Answers queries from the series: which series match, and how each grew.

It knows tables and labels; `counting` knows the arithmetic and what it adds up to. It refuses to guess: where nothing
was looked at, the answer is `Unobserved` with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection, Row, bindparam, func, select

from firstcause.counting.answers import Grown, Labels, added_up, edges, matches, selector
from firstcause.counting.counters import Growth
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Query
from firstcause.store.schema import instances, points, series

_CHUNK: Final = 500  # ids in one statement: SQLite allows 32766 variables, PostgreSQL's driver 65535


# Built once: an alias made for each question is a knot that only the garbage collector unties.
_near = points.alias()
_before = select(func.max(_near.c.at)).where(_near.c.series_id == series.c.id, _near.c.at <= bindparam("start"))
_after = select(func.min(_near.c.at)).where(_near.c.series_id == series.c.id, _near.c.at >= bindparam("end"))
_WANTED: Final = (
    select(points.c.series_id, points.c.at, points.c.value)
    .join(series)
    .where(
        points.c.at.between(
            func.coalesce(_before.scalar_subquery(), bindparam("start")),
            func.coalesce(_after.scalar_subquery(), bindparam("end")),
        ),
        series.c.id.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(points.c.series_id, points.c.at)
)


def answer(connection: Connection, query: Query) -> MetricSampled | Unobserved:
    """What the series say, or why they cannot."""
    metric = f"{query.metric}_bucket" if query.function == "quantile" else query.metric
    family = _family(connection, metric, query)
    if isinstance(family, Unobserved):
        return family
    steps = edges(query)
    chosen = [row for row in family if matches(_labels(row.labels), query.matchers)]
    return added_up(query, steps, list(_grown(connection, chosen, [edge.timestamp() for edge in steps])))


def _family(connection: Connection, metric: str, query: Query) -> Sequence[Row[tuple[object, ...]]] | Unobserved:
    """All series of the metric that were born by the window's end, provided that somebody looked in the window."""
    born = series.c.born_at <= query.window.end.timestamp()
    known = select(series, instances.c.last_at).join(instances).where(series.c.metric == metric, born)
    rows = connection.execute(known).all()
    if not rows:
        return Unobserved(f"no series {selector(query)} in the window")
    last_at = max(row.last_at for row in rows)
    if last_at <= query.window.start.timestamp():
        last = datetime.fromtimestamp(last_at, UTC).isoformat(timespec="seconds")
        return Unobserved(f"no series {selector(query)} in the window: {metric} was last scraped at {last}")
    return rows


def nearest_point(connection: Connection, query: Query, at: float) -> float | None:
    """When a series that matches was stored nearest to `at`, in Unix seconds; None where there is none."""
    rows = connection.execute(select(series.c.id, series.c.labels).where(series.c.metric == query.metric)).all()
    chosen = [row.id for row in rows if matches(_labels(row.labels), query.matchers)]
    before = select(func.max(points.c.at)).where(points.c.series_id.in_(chosen), points.c.at <= at)
    after = select(func.min(points.c.at)).where(points.c.series_id.in_(chosen), points.c.at > at)
    found = [m for m in (connection.scalar(before), connection.scalar(after)) if m is not None]
    return min(found, key=lambda moment: abs(moment - at), default=None)


@lru_cache(maxsize=1 << 16)
def _labels(text: str) -> Labels:
    labels: Labels = json.loads(text)
    return labels


def _grown(
    connection: Connection, chosen: Sequence[Row[tuple[object, ...]]], steps: Sequence[float]
) -> Iterator[Grown]:
    by_id = {row.id: row for row in chosen}
    for number, at, values in _points(connection, list(by_id), steps[0], steps[-1]):
        row = by_id[number]
        growth = Growth(at, values, born_at_zero=bool(row.from_zero) and at[0] == row.born_at)
        yield Grown(_labels(row.labels), growth.between(steps), len(at))


def _points(
    connection: Connection, numbers: Sequence[int], start: float, end: float
) -> Iterator[tuple[int, Sequence[float], Sequence[float]]]:
    """Of each series its points in the window, and the neighbours on both sides, for interpolation."""
    for first in range(0, len(numbers), _CHUNK):
        asked = {"start": start, "end": end, "numbers": numbers[first : first + _CHUNK]}
        rows = connection.execute(_WANTED, asked)
        for number, group in groupby(rows, key=itemgetter(0)):
            _, at, values = zip(*group, strict=True)
            yield number, at, values
