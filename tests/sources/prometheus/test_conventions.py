"""Each preset on expositions in its convention's shape, scraped by a real Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from tests.sources.prometheus.conftest import Exposition, asking

from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Matcher, Query
from firstcause.model.service import Catalogue, Endpoint, Objective, Service
from firstcause.model.window import Window
from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.presets.catalogue import preset_for, preset_named
from firstcause.sources.prometheus.presets.own import own_preset
from firstcause.sources.prometheus.source import PrometheusSource
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there

pytestmark = [
    pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed"),
]

CATALOGUE = Catalogue(
    (
        Service("orders", depends_on=("billing",), objective=Objective(latency_seconds=0.3)),
        Service("billing", endpoints=(Endpoint("127.0.0.1", 1, "billing.internal"),)),
        Service("renamed", metrics_name="legacy-app"),
    )
)
SECONDS = (0.1, 0.25, 0.5, 1.0)
MILLISECONDS = (100.0, 250.0, 500.0, 1000.0)
# Of every hundred requests: eighty are fast, ten slow, ten fail at once; and of calls ten more reach nobody.
LIVED = 100


class Shape:
    """A registry in which requests are observed under one convention's names."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def histogram(self, name: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, "-", labels, registry=self.registry, buckets=buckets)

    def counter(self, name: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, "-", labels, registry=self.registry)

    def text(self) -> str:
        return generate_latest(self.registry).decode()


def otel(shape: Shape, *, old: bool) -> None:
    unit, code = (1000.0, "http_status_code") if old else (1.0, "http_response_status_code")
    names = ("http_server_duration_milliseconds", "http_client_duration_milliseconds")
    names = names if old else ("http_server_request_duration_seconds", "http_client_request_duration_seconds")
    peer = "net_peer_name" if old else "server_address"
    buckets = MILLISECONDS if old else SECONDS
    served = shape.histogram(names[0], (code, "http_route"), buckets)
    called = shape.histogram(names[1], (code, peer, "error_type"), buckets)
    for status, seconds, number in (("200", 0.02, 80), ("200", 0.4, 10), ("503", 0.02, 10)):
        for _ in range(number):
            served.labels(status, "/order").observe(seconds * unit)
            called.labels(status, "billing.internal", "" if status == "200" else status).observe(seconds * unit)
    for _ in range(10):
        called.labels("", "billing.internal", "javax.net.ssl.SSLHandshakeException").observe(0.01 * unit)


def istio(shape: Shape) -> None:
    labels = ("reporter", "source_workload", "destination_workload", "destination_service_name", "response_code")
    requests = shape.counter("istio_requests_total", (*labels, "response_flags"))
    durations = shape.histogram("istio_request_duration_milliseconds", (*labels, "response_flags"), MILLISECONDS)

    def lived(
        reporter: str, source: str, workload: str, service: str, code: str, flags: str, ms: float, n: int
    ) -> None:
        for _ in range(n):
            requests.labels(reporter, source, workload, service, code, flags).inc()
            durations.labels(reporter, source, workload, service, code, flags).observe(ms)

    for code, ms, number in (("200", 20, 80), ("200", 400, 10), ("503", 20, 10)):
        lived("destination", "gateway", "orders", "orders", code, "-", ms, number)
        lived("source", "gateway", "orders", "orders", code, "-", ms, number)  # the same requests, seen twice
        lived("source", "orders", "billing-v1", "billing", code, "-", ms, number)
    lived("source", "orders", "unknown", "billing", "503", "UF", 1, 10)


def nginx(shape: Shape) -> None:
    labels = ("ingress", "exported_service", "status")
    requests = shape.counter("nginx_ingress_controller_requests", labels)
    durations = shape.histogram("nginx_ingress_controller_request_duration_seconds", labels, SECONDS)
    for status, seconds, number in (("200", 0.02, 80), ("200", 0.4, 10), ("502", 0.02, 10)):
        for _ in range(number):
            requests.labels("shop", "orders", status).inc()
            durations.labels("shop", "orders", status).observe(seconds)


def nginx_text(shape: Shape) -> str:
    """The controller's counter has no suffix, which prometheus-client would add."""
    return shape.text().replace("nginx_ingress_controller_requests_total", "nginx_ingress_controller_requests")


def own(shape: Shape) -> None:
    requests = shape.counter("requests", ("app", "class"))
    waits = shape.histogram("wait_ms", ("app", "class"), MILLISECONDS)
    handshakes = shape.counter("tls_errors", ("app", "target", "why"))
    for kind, ms, number in (("good", 20, 80), ("good", 400, 10), ("bad", 20, 10)):
        for _ in range(number):
            requests.labels("orders", kind).inc()
            waits.labels("orders", kind).observe(ms)
    handshakes.labels("orders", "billing", "unknown ca").inc(10)


OWN = own_preset(
    requests="requests_total",
    failed=("class", "bad|worse"),
    service="app",
    latency="wait_ms",
    latency_unit="ms",
    caller="app",
    callee="target",
    handshakes="tls_errors_total",
    reason="why",
)


@dataclass
class Lived:
    """A server that scraped each convention before and after LIVED requests."""

    server: PrometheusServer
    window: Window

    def source(self, preset: Preset, job: str) -> Iterator[PrometheusSource]:
        with asking(self.server.url) as api:
            yield PrometheusSource(api, preset.where(f'job="{job}"'), CATALOGUE)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One job for each convention. All is seen at nought (but for its labels) before it is lived."""
    made = {"orders": Shape(), "shop/orders": Shape(), "mesh": Shape(), "ingress": Shape(), "own": Shape()}
    pages = {job: Exposition("nothing_yet 1\n") for job in made}
    jobs = {job: [page.instance] for job, page in pages.items()}
    server = PrometheusServer(tmp_path_factory.mktemp("conventions"), jobs, interval_seconds=0.5)
    with server:
        until(server, "count(min_over_time(nothing_yet[2s] offset 1s)) == 5")
        # And seen just now: where scrapes are late, what was seen longer ago than a few of them tells of no birth.
        until(server, "count(time() - timestamp(nothing_yet) < 0.6) == 5")
        began = datetime.now(UTC)
        otel(made["orders"], old=False)
        otel(made["shop/orders"], old=True)
        istio(made["mesh"])
        nginx(made["ingress"])
        own(made["own"])
        for job, shape in made.items():
            pages[job].text = nginx_text(shape) if job == "ingress" else shape.text()
        until(server, 'count(count by (job) ({__name__=~".+_count|.+_total"})) == 5')
        yield Lived(server, Window(began, datetime.now(UTC) + timedelta(seconds=0.1)))
    for page in pages.values():
        page.close()


def until(server: PrometheusServer, condition: str) -> None:
    deadline = time.monotonic() + 30
    with asking(server.url) as api:
        while not api.instant(condition, time.time()):
            assert time.monotonic() < deadline, condition


PRESETS: Mapping[str, tuple[str, Preset]] = {
    "new OpenTelemetry": ("orders", preset_named("otel-http")),
    "old OpenTelemetry": ("shop/orders", preset_named("otel-http")),
    "Istio": ("mesh", preset_named("istio")),
    "ingress-nginx": ("ingress", preset_named("ingress-nginx")),
    "own queries": ("own", OWN),
}


@pytest.fixture(params=PRESETS)
def convention(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def source(lived: Lived, convention: str) -> Iterator[PrometheusSource]:
    job, preset = PRESETS[convention]
    yield from lived.source(preset, job)


def answered(answer: MetricSampled | Unobserved) -> MetricSampled:
    assert isinstance(answer, MetricSampled), answer
    return answer


def test_requests_failures_and_slow_ones(lived: Lived, source: PrometheusSource) -> None:
    """Exactly what was lived, under every convention: a hundred, ten failed, ten slow."""
    counts = {
        "all": answered(source.ask(telemetry.requests("orders", lived.window))).total,
        "failed": answered(source.ask(telemetry.requests("orders", lived.window, telemetry.FAILED))).total,
        "degraded": answered(source.ask(telemetry.requests("orders", lived.window, telemetry.DEGRADED))).total,
        "ok": answered(source.ask(telemetry.requests("orders", lived.window, Matcher("outcome", "=", "ok")))).total,
        "slow": answered(source.ask(telemetry.requests("orders", lived.window, Matcher("outcome", "=", "slow")))).total,
    }
    assert counts == pytest.approx({"all": LIVED, "failed": 10, "degraded": 20, "ok": 80, "slow": 10})


def test_the_boundary_of_slow_is_named(lived: Lived, source: PrometheusSource) -> None:
    """The objective is 0.3 s; the nearest boundary is 0.25 s, and the answer says so, as what it cannot know."""
    answer = answered(source.ask(telemetry.requests("orders", lived.window, telemetry.DEGRADED)))
    assert "# slow: longer than 0.25 s, the boundary nearest to 0.3 s" in answer.promql
    assert "retry" in answer.promql
    assert answer.promql.count("# sent: ") == 3


def test_a_composite_can_be_pasted(lived: Lived, source: PrometheusSource) -> None:
    """The server takes the expression, whatever its own answer is."""
    answer = answered(source.ask(telemetry.requests("orders", lived.window, telemetry.DEGRADED)))
    with asking(lived.server.url) as api:
        assert len(api.instant(answer.promql, time.time())) == 1


def test_latencies_are_in_seconds(lived: Lived, source: PrometheusSource) -> None:
    """Whatever unit the convention has."""
    answer = answered(source.ask(telemetry.latency("orders", lived.window, 0.5)))
    assert answer.unit == "s"
    assert answer.samples[0].value == pytest.approx(0.1 * 50 / 90, abs=1e-6)


def test_how_long_all_answers_took_is_in_seconds(lived: Lived, source: PrometheusSource) -> None:
    """By outcome, whatever unit the convention has: eighty of 0.02 s, ten of 0.4 s, and ten of 0.02 s that failed."""
    answer = answered(source.ask(telemetry.answering_seconds(lived.window)))
    took = {s.labels["outcome"]: s.value for s in answer.samples if s.labels["service"] == "orders"}
    assert took == pytest.approx({"ok": 80 * 0.02 + 10 * 0.4, "failed": 10 * 0.02}, rel=1e-6)
    with asking(lived.server.url) as api:
        api.instant(answer.promql, time.time())  # what is printed can be pasted, whatever increase() makes of it


def test_how_long_calls_took_is_told_where_it_is_kept(lived: Lived, source: PrometheusSource, convention: str) -> None:
    """A counter of calls without a histogram does not tell, and says so."""
    answer = source.ask(telemetry.calling_seconds(lived.window))
    if convention in CALLS:
        assert all(s.value > 0 for s in answered(answer).samples if s.labels["callee"] == "billing")
        return
    assert isinstance(answer, Unobserved)


def test_retries_and_users_are_not_known(lived: Lived, source: PrometheusSource) -> None:
    """What a metrics system cannot know is unobserved, never zero."""
    retried = source.ask(telemetry.requests("orders", lived.window, Matcher("outcome", "=", "retried")))
    assert isinstance(retried, Unobserved)
    assert "does not know outcome" in retried.reason
    users = source.ask(telemetry.affected_users("orders", lived.window))
    assert isinstance(users, Unobserved)


def test_a_service_of_another_name_is_told(lived: Lived, source: PrometheusSource) -> None:
    """The reason names what there is, and the key that would help."""
    answer = source.ask(telemetry.requests("renamed", lived.window))
    assert isinstance(answer, Unobserved)
    assert "orders" in answer.reason
    assert "metrics_name" in answer.reason


CALLS = {"new OpenTelemetry": (110, 20), "old OpenTelemetry": (110, 20), "Istio": (110, 20)}


def test_calls_are_told_by_caller_callee_and_outcome(lived: Lived, source: PrometheusSource, convention: str) -> None:
    """Under the catalogue's names; what reached nobody has failed. Where calls are not kept, the reason says so."""
    answer = source.ask(telemetry.calls(lived.window, Matcher("callee", "=", "billing")))
    if convention not in CALLS:
        assert isinstance(answer, Unobserved)
        return
    calls = {(s.labels["service"], s.labels["callee"], s.labels["outcome"]): s.value for s in answered(answer).samples}
    total, failed = CALLS[convention]
    assert calls == pytest.approx(
        {("orders", "billing", "failed"): failed, ("orders", "billing", "ok"): total - failed}
    )


def test_failed_handshakes_are_told_where_they_are_kept(
    lived: Lived, source: PrometheusSource, convention: str
) -> None:
    """OpenTelemetry's error type and own counters; Istio's flag does not tell, and an ingress does not look."""
    answer = source.ask(telemetry.failed_handshakes(lived.window))
    if convention not in ("new OpenTelemetry", "own queries"):
        assert isinstance(answer, Unobserved)
        return
    (sample,) = answered(answer).samples
    assert (sample.labels["service"], sample.labels["peer"], sample.value) == ("orders", "billing", 10)
    assert sample.labels["reason"] in ("javax.net.ssl.SSLHandshakeException", "unknown ca")


def test_no_failure_where_we_looked_is_zero(lived: Lived, source: PrometheusSource) -> None:
    """A window after all that: requests are still scraped, and none came."""
    later = Window(lived.window.end, lived.window.end + timedelta(seconds=2))
    until(lived.server, f"min(timestamp(up)) > {later.end.timestamp()}")
    assert answered(source.ask(telemetry.requests("orders", later, telemetry.FAILED))).total == 0
    assert answered(source.ask(telemetry.requests("orders", later, telemetry.DEGRADED))).total == 0


def test_the_server_follows_a_convention_that_is_recognised(lived: Lived) -> None:
    """By the names of all its metrics."""
    with asking(lived.server.url) as api:
        found = preset_for(api.metric_names())
    assert found is not None
    assert found.name == "otel-http"


def test_a_condition_on_everything_is_a_condition(lived: Lived) -> None:
    """Where several clusters share a server, `where` picks one; in another there is nothing."""
    (source,) = lived.source(preset_named("istio"), "elsewhere")
    answer = source.ask(Query(telemetry.SERVER_DURATION, "quantile", lived.window, quantile=0.5))
    assert isinstance(answer, Unobserved)
