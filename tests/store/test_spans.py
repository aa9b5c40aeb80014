"""Spans are counted by their labels, and users among them once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Function, Matcher, Query
from firstcause.model.span import Span
from firstcause.model.window import Window
from firstcause.store.series import SqlSeriesStore

T0 = datetime(2025, 11, 7, 4, 0, tzinfo=UTC)
CALLS = "traces_spanmetrics_calls_total"


def span(number: int, ended: float, user: str, outcome: str = "ok", service: str = "storefront") -> Span:
    end = T0.timestamp() + ended
    return Span("t", str(number), "", service, "POST /buy", "server", "", outcome, user, end - 0.1, end)


SPANS = [
    span(1, 0, "u0"),  # at the window's start: excluded
    span(2, 1, "u1"),
    span(3, 2, "u1", "failed"),
    span(4, 10, "u2", "retried"),
    span(5, 20, "u3", "failed"),  # at the window's end: included
    span(6, 20.5, "u4", "failed"),
    span(7, 5, "", "ok", "billing-api"),
]


@pytest.fixture
def traced(series: SqlSeriesStore) -> SqlSeriesStore:
    series.write_spans(SPANS)
    return series


def ask(
    store: SqlSeriesStore, function: Function, *matchers: Matcher, by: tuple[str, ...] = (), step: float | None = None
) -> list[tuple[float, dict[str, str]]]:
    window = Window(T0, T0 + timedelta(seconds=20))
    of = "user" if function == "distinct" else ""
    answer = store.ask(Query(CALLS, function, window, matchers, by, of=of, step_seconds=step))
    assert isinstance(answer, MetricSampled), answer
    return [(sample.value, dict(sample.labels)) for sample in answer.samples]


def test_users_are_counted_once(traced: SqlSeriesStore) -> None:
    """A span without a user is nobody's."""
    assert ask(traced, "distinct") == [(3, {})]
    assert ask(traced, "distinct", Matcher("outcome", "=~", "failed|retried")) == [(3, {})]
    assert ask(traced, "distinct", Matcher("outcome", "=", "failed")) == [(2, {})]
    assert ask(traced, "distinct", Matcher("outcome", "!=", "failed")) == [(2, {})]
    assert ask(traced, "distinct", Matcher("service", "=", "billing-api")) == [(0, {})]


def test_spans_are_counted_by_group_and_step(traced: SqlSeriesStore) -> None:
    """A group that has nothing in a step has no sample there; a step without anything is zero."""
    assert ask(traced, "increase") == [(5, {})]
    assert ask(traced, "rate") == [(0.25, {})]
    assert ask(traced, "increase", by=("service", "outcome")) == [
        (1, {"service": "billing-api", "outcome": "ok"}),
        (2, {"service": "storefront", "outcome": "failed"}),
        (1, {"service": "storefront", "outcome": "ok"}),
        (1, {"service": "storefront", "outcome": "retried"}),
    ]
    assert [value for value, _ in ask(traced, "increase", step=5)] == [3, 1, 0, 1]


def test_labels_are_those_of_spanmetrics(traced: SqlSeriesStore) -> None:
    """`span_name` and `span_kind`, as the connector names them; others are refused rather than ignored."""
    server = (Matcher("span_name", "=", "POST /buy"), Matcher("span_kind", "=", "server"), Matcher("callee", "=", ""))
    assert ask(traced, "increase", *server) == [(5, {})]
    answer = traced.ask(Query(CALLS, "increase", Window(T0, T0), (Matcher("pod", "=", "x"),)))
    assert isinstance(answer, Unobserved)
    assert "no label pod" in answer.reason


def test_a_span_that_is_sent_again_is_ignored(traced: SqlSeriesStore) -> None:
    """OTLP exporters retry."""
    traced.write_spans(SPANS[:3])
    traced.write_spans([])
    assert ask(traced, "increase") == [(5, {})]


def test_a_window_without_any_span_is_unobserved(traced: SqlSeriesStore) -> None:
    """Nobody sent anything: that is not zero users."""
    before = Window(T0 - timedelta(seconds=60), T0 - timedelta(seconds=30))
    assert isinstance(traced.ask(Query(CALLS, "distinct", before, of="user")), Unobserved)


def test_old_spans_are_pruned(traced: SqlSeriesStore) -> None:
    """With the series of the same age."""
    traced.prune(T0 + timedelta(seconds=6))
    assert ask(traced, "increase") == [(2, {})]
