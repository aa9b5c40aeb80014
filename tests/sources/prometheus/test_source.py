"""Answers of a metrics server are those of the embedded store for the same scrapes, and those of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.sources.prometheus.conftest import asking

from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Matcher, Query
from firstcause.model.service import Catalogue, Service
from firstcause.model.window import Window
from firstcause.sources.prometheus import growth
from firstcause.sources.prometheus.presets.firstcause import FIRSTCAUSE
from firstcause.sources.prometheus.source import PrometheusSource
from firstcause.store.series import SqlSeriesStore
from firstcause.testing.prometheus import PrometheusServer

if TYPE_CHECKING:
    from tests.sources.prometheus.conftest import Story

CATALOGUE = Catalogue((Service("orders"), Service("billing")))
INTERVAL_SECONDS = 0.5


@pytest.fixture(scope="module")
def source(server: PrometheusServer) -> Iterator[PrometheusSource]:
    with asking(server.url) as api:
        yield PrometheusSource(api, FIRSTCAUSE, CATALOGUE)


def answered(answer: MetricSampled | Unobserved) -> MetricSampled:
    assert isinstance(answer, MetricSampled), answer
    return answer


def asked(window: Window, name: str) -> Query:
    failed, ok = telemetry.FAILED, Matcher("outcome", "=", "ok")
    step = 0.7
    return {
        "requests": telemetry.requests("orders", window),
        "failed": telemetry.requests("orders", window, failed),
        "degraded": telemetry.requests("orders", window, telemetry.DEGRADED),
        "requests in steps": telemetry.requests("orders", window, step_seconds=step),
        "degraded in steps": telemetry.requests("orders", window, telemetry.DEGRADED, step_seconds=step),
        "rate in steps": replace(telemetry.requests("orders", window, ok, step_seconds=step), function="rate"),
        "p50": telemetry.latency("orders", window, 0.5),
        "p99": telemetry.latency("orders", window, 0.99),
        "p95 in steps": telemetry.latency("orders", window, 0.95, step_seconds=3 * step),
        "calls": telemetry.calls(window),
        "calls towards billing": telemetry.calls(window, Matcher("callee", "=", "billing")),
        "seconds of answers": telemetry.answering_seconds(window, step_seconds=step),
        "seconds of calls": telemetry.calling_seconds(window),
        "handshakes": telemetry.failed_handshakes(window),
        "outcomes": Query("http_server_request_duration_seconds_count", "distinct", window, of="outcome"),
        "some": telemetry.requests("orders", window, Matcher("outcome", "=~", "slow|failed")),
        "none": telemetry.requests("orders", window, Matcher("outcome", "=", "vanished")),
    }[name]


QUERIES = (
    "requests",
    "failed",
    "degraded",
    "requests in steps",
    "degraded in steps",
    "rate in steps",
    "p50",
    "p99",
    "p95 in steps",
    "calls",
    "calls towards billing",
    "seconds of answers",
    "seconds of calls",
    "handshakes",
    "outcomes",
    "some",
    "none",
)


@pytest.mark.parametrize("part", [(0.0, 1.0), (0.1, 0.45), (0.4, 0.8), (0.85, 1.0)])
@pytest.mark.parametrize("name", QUERIES)
def test_both_sources_answer_alike(
    story: Story, source: PrometheusSource, embedded: SqlSeriesStore, name: str, part: tuple[float, float]
) -> None:
    """The same samples, groups and unit, over births, a gap, a restart and calm; where one cannot say, neither can."""
    whole = story.window
    start, end = (whole.start + timedelta(seconds=whole.seconds) * share for share in part)
    query = asked(Window(start, end), name)
    theirs, ours = source.ask(query), embedded.ask(query)
    if isinstance(ours, Unobserved):
        assert isinstance(theirs, Unobserved)
        return
    theirs = answered(theirs)
    assert theirs.unit == ours.unit
    assert [(s.at, s.labels) for s in theirs.samples] == [(s.at, s.labels) for s in ours.samples]
    assert [s.value for s in theirs.samples] == pytest.approx([s.value for s in ours.samples], abs=1e-3)


@pytest.mark.parametrize("outcomes", [(), ("failed",), ("failed", "slow", "retried")])
def test_counts_are_those_of_the_ledger(story: Story, source: PrometheusSource, outcomes: tuple[str, ...]) -> None:
    """Within what happens between two scrapes, once at each end and once where a replica died unseen."""
    matchers = (Matcher("outcome", "=~", "|".join(outcomes)),) if outcomes else ()
    counted = answered(source.ask(telemetry.requests("orders", story.window, *matchers))).total
    happened = story.happened(story.window, *outcomes)
    a_second = happened / story.window.seconds
    assert counted == pytest.approx(happened, abs=3 * a_second * INTERVAL_SECONDS)


def test_the_first_failures_are_not_lost(story: Story, source: PrometheusSource) -> None:
    """Their series were born within the window: what they began with is counted, which increase() does not do."""
    window = Window(story.began, story.began + timedelta(seconds=4))
    counted = answered(source.ask(telemetry.requests("orders", window, telemetry.FAILED))).total
    happened = story.happened(window, "failed")
    assert happened > 0
    assert counted == pytest.approx(happened, abs=0.3 * 40 * INTERVAL_SECONDS)


def test_what_was_asked_can_be_pasted(story: Story, server: PrometheusServer, source: PrometheusSource) -> None:
    """The answer's first line is one expression that the server itself takes; the rest says what was sent and how."""
    answer = answered(source.ask(asked(story.window, "failed")))
    first, *more = answer.promql.splitlines()
    assert 'http_server_request_duration_seconds_count{service="orders",outcome="failed"}' in first
    assert any(line.startswith("# sent: http_server_request_duration_seconds_count{") for line in more)
    assert all(line.startswith("# ") for line in more)
    with asking(server.url) as api:
        (told,) = api.instant(answer.promql, story.ended.timestamp())  # comments and all
    assert told.values[0] == pytest.approx(answer.total, rel=0.25)  # by extrapolation, and without births


def test_asked_again_it_is_the_same(story: Story, source: PrometheusSource) -> None:
    """A window that was settled is answered alike ever after."""
    query = asked(story.window, "degraded in steps")
    assert source.ask(query) == source.ask(query)


def test_too_many_samples_are_left_to_the_server(
    story: Story, source: PrometheusSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound increase() is asked, and the answer says so; a step that is too short for it is unobserved."""
    monkeypatch.setattr(growth, "MAX_SAMPLES", 10)
    for name in ("requests", "p50", "calls"):
        answer = answered(source.ask(asked(story.window, name)))
        assert growth.EXTRAPOLATED in answer.promql
        assert "increase(" in answer.promql.split("# sent: ")[1]
    assert source.ask(asked(story.window, "requests")).total == pytest.approx(  # type: ignore[union-attr]
        story.happened(story.window), rel=0.25
    )
    steps = telemetry.requests("orders", story.window, step_seconds=2.0)
    samples = answered(source.ask(steps)).samples
    assert len(samples) == -(-story.window.seconds // 2)
    short = source.ask(telemetry.requests("orders", story.window, step_seconds=0.6))
    assert isinstance(short, Unobserved)
    assert "too short for increase()" in short.reason


def test_the_scrape_interval_is_measured(source: PrometheusSource) -> None:
    """From the times of the samples."""
    assert source.resolution(datetime.now(UTC)) == INTERVAL_SECONDS


def test_settled_is_the_last_scrape_of_the_slowest(story: Story, source: PrometheusSource) -> None:
    """Not long ago, and a window that ends there does not change any more."""
    now = datetime.now(UTC)
    settled = source.settled(now)
    assert timedelta(0) <= now - settled < timedelta(seconds=4 * INTERVAL_SECONDS)


def test_sampled_near_is_a_moment_of_a_scrape(story: Story, source: PrometheusSource, embedded: SqlSeriesStore) -> None:
    """The nearest, as the embedded store finds it; the moment itself where nothing was sampled."""
    query = asked(story.window, "requests")
    middle = story.began + timedelta(seconds=story.window.seconds / 2)
    near = source.sampled_near(query, middle)
    assert near == embedded.sampled_near(query, middle)
    assert abs(near - middle) <= timedelta(seconds=INTERVAL_SECONDS)
    long_ago = middle - timedelta(days=1)
    assert source.sampled_near(query, long_ago) == long_ago


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (lambda w: telemetry.requests("ordres", w), "service is orders"),
        (lambda w: telemetry.affected_users("orders", w), "users are counted from spans"),
        (lambda w: telemetry.requests("orders", Window.before(w.start - timedelta(days=1), 60)), "no series"),
        (lambda w: telemetry.requests("orders", Window(w.end, w.start)), "the window is empty"),
        (lambda w: telemetry.requests("orders", w, Matcher("outcome", "=~", "(")), "missing closing )"),
        (lambda w: telemetry.requests("orders", w, Matcher("colour", "=", "red")), "tells nothing of colour"),
        (lambda w: Query("node_load1", "increase", w), "no metric for node_load1"),
    ],
)
def test_what_cannot_be_answered_is_unobserved(
    story: Story, source: PrometheusSource, query: object, reason: str
) -> None:
    """A strange service, users, long ago, nonsense: each has its reason, none is zero."""
    answer = source.ask(query(story.window))  # type: ignore[operator]
    assert isinstance(answer, Unobserved)
    assert reason in answer.reason
