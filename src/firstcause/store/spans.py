"""Spans in their table, and the queries that they answer: how many there were, and how many users they touched.

The metric is named as OpenTelemetry's spanmetrics connector would name it, so that the PromQL in a document also works
where that connector runs. `user` is a label here alone: a metrics system could not bear so many values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Final

from sqlalchemy import Column, ColumnElement, Connection, and_, func, select, true
from sqlalchemy.dialects.sqlite import insert

from firstcause.model.evidence import MetricSampled, Sample, Unobserved
from firstcause.model.query import Matcher, Query
from firstcause.model.span import Span
from firstcause.store.schema import spans

CALLS: Final = "traces_spanmetrics_calls_total"
_COLUMNS: Final[Mapping[str, Column[str]]] = {
    "service": spans.c.service,
    "span_name": spans.c.name,
    "span_kind": spans.c.kind,
    "outcome": spans.c.outcome,
    "callee": spans.c.callee,
    "user": spans.c.user,
}


def write_spans(connection: Connection, received: Sequence[Span]) -> None:
    """Keep them; a span that is there already (OTLP is sent at least once) is ignored."""
    if received:
        connection.execute(insert(spans).on_conflict_do_nothing(), [asdict(span) for span in received])


def answer(connection: Connection, query: Query, steps: Sequence[datetime]) -> MetricSampled | Unobserved:
    """Counts of spans that ended in each step, or of distinct values of a label among them."""
    unknown = sorted({name for name in _asked(query) if name not in _COLUMNS})
    if unknown:
        return Unobserved(f"spans have no label {', '.join(unknown)}; they have {', '.join(_COLUMNS)}")
    if query.function == "quantile":
        return Unobserved(f"{CALLS} is a counter: it has no quantile")
    window = _ended(steps[0], steps[-1])
    if connection.scalar(select(spans.c.span).where(window).limit(1)) is None:
        return Unobserved("no spans of any service ended in the window")
    condition = _condition(connection, query.matchers, window)
    used = connection.scalar(select(func.count()).select_from(spans).where(window, condition)) or 0
    return MetricSampled(query, tuple(_samples(connection, query, steps, condition)), _unit(query), used)


def _asked(query: Query) -> Iterator[str]:
    yield from (matcher.label for matcher in query.matchers)
    yield from query.by
    if query.function == "distinct":
        yield query.of


def _unit(query: Query) -> str:
    return "/s" if query.function == "rate" else "1"


def _ended(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(spans.c.end > start.timestamp(), spans.c.end <= end.timestamp())


def _condition(connection: Connection, matchers: Sequence[Matcher], window: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(true(), *(_holds(connection, matcher, window) for matcher in matchers))


def _holds(connection: Connection, matcher: Matcher, window: ColumnElement[bool]) -> ColumnElement[bool]:
    column = _COLUMNS[matcher.label]
    match matcher.comparison:
        case "=":
            return column == matcher.value
        case "!=":
            return column != matcher.value
        case "=~":  # databases differ in their regular expressions, so Python's choose among the values that occur
            values = connection.scalars(select(column).where(window).distinct())
            return column.in_([value for value in values if re.fullmatch(matcher.value, value)])


def _samples(
    connection: Connection, query: Query, steps: Sequence[datetime], condition: ColumnElement[bool]
) -> Iterator[Sample]:
    groups = [_COLUMNS[name] for name in query.by]
    for start, end in pairwise(steps):
        counted = select(_aggregate(query), *groups).where(_ended(start, end), condition)
        rows = connection.execute(counted.group_by(*groups).order_by(*groups)).all()
        seconds = (end - start).total_seconds() if query.function == "rate" else 1.0
        if not rows:
            yield Sample(0.0, end)
        for count, *group in rows:
            yield Sample(count / seconds, end, dict(zip(query.by, group, strict=True)))


def _aggregate(query: Query) -> ColumnElement[int]:
    """Spans without the label (an empty string) have no value to count."""
    if query.function == "distinct":
        return func.count(func.nullif(_COLUMNS[query.of], "").distinct())
    return func.count()
