"""A server that fails is a reason, costs bounded time, and never becomes a zero."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from tests.sources.prometheus.conftest import asking

from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Query
from firstcause.model.service import Catalogue, Service
from firstcause.model.window import Window
from firstcause.sources.prometheus import api as api_module
from firstcause.sources.prometheus.presets.istio import ISTIO
from firstcause.sources.prometheus.source import PrometheusSource

if TYPE_CHECKING:
    from tests.sources.conftest import MetricsPage

CATALOGUE = Catalogue((Service("orders"),))
NOW = datetime(2025, 11, 7, 5, 0, tzinfo=UTC)
WINDOW = Window.before(NOW, 60)


def query() -> Query:
    return telemetry.requests("orders", WINDOW)


def send(request: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def always(body: bytes, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers["Content-Length"]))
        send(request, body, status)

    return answer


def labels_answer(request: BaseHTTPRequestHandler) -> None:
    """Whatever is looked up, there is orders."""
    send(request, b'{"status":"success","data":["orders"]}')


def vector(*result: str) -> bytes:
    return f'{{"status":"success","data":{{"resultType":"matrix","result":[{",".join(result)}]}}}}'.encode()


def series(first: int, values: range, **labels: str) -> str:
    """A series with a sample every ten seconds, the first one this long before NOW."""
    named = ",".join(f'"{name}":"{value}"' for name, value in labels.items())
    start = int(NOW.timestamp()) - first
    points = ",".join(f'[{start + 10 * place},"{value}"]' for place, value in enumerate(values))
    return f'{{"metric":{{{named}}},"values":[{points}]}}'


def answering(by_beginning: dict[str, bytes]) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that answers queries by how they begin, and knows nothing of all others."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = parse_qs(request.rfile.read(int(request.headers["Content-Length"])).decode())["query"][0]
        send(request, next((body for start, body in by_beginning.items() if asked.startswith(start)), vector()))

    return answer


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (always(b"<html>"), "no JSON"),
        (always(b"busy", 503), "answered 503"),
        (always(b"{}" + b" " * 300_000), "longer than"),
        (always(b'{"status":"success","data":{"result":[7]}}'), "holds no series"),
    ],
)
def test_garbage_is_unobserved(
    page: MetricsPage,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[BaseHTTPRequestHandler], None],
    reason: str,
) -> None:
    """The reason names the server and what it did; the engine's other questions do not fail either."""
    monkeypatch.setattr(api_module, "MAX_BODY_BYTES", 200_000)
    page.answer, page.answer_post = labels_answer, answer
    with asking(f"http://{page.instance}") as api:
        source = PrometheusSource(api, ISTIO, CATALOGUE)
        told = source.ask(query())
        assert isinstance(told, Unobserved)
        assert told.reason.startswith(f"http://{page.instance}: ")
        assert reason in told.reason
        assert source.settled(NOW) == NOW
        assert source.sampled_near(query(), NOW) == NOW


def test_nobody_there_is_unobserved() -> None:
    """A server that is down."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with asking(url) as api:
        told = PrometheusSource(api, ISTIO, CATALOGUE).ask(query())
    assert isinstance(told, Unobserved)
    assert "refused" in told.reason


def test_a_server_that_hangs_is_given_a_rest(page: MetricsPage) -> None:
    """The second question does not wait for it again: paging must go on. Afterwards it is asked anew."""
    asked = []

    def hang(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        page.released.wait(10)
        request.close_connection = True

    page.answer = page.answer_post = hang
    with asking(f"http://{page.instance}", timeout_seconds=0.3) as api:
        source = PrometheusSource(api, ISTIO, CATALOGUE, resolution_seconds=10)
        first = source.ask(query())
        assert source.ask(query()) == first
        assert len(asked) == 1
        assert isinstance(first, Unobserved)
        assert "no answer within 0.3 s" in first.reason


@pytest.mark.parametrize(
    ("up", "shown_before", "counted"),
    [
        (series(120, range(1, 2), job="a", instance="b:1"), "", 7),
        ("", '{"metric":{"job":"a","instance":"b:1"},"value":[1,"3"]}', 7),
        ("", "", 2),
        (series(30, range(1, 2), job="a", instance="b:1"), "", 2),
    ],
)
def test_a_birth_is_told_by_whoever_saw_the_target_before(
    page: MetricsPage, up: str, shown_before: str, counted: float
) -> None:
    """By `up`, or by its other series where samples are pushed; a target that is new itself counts from what it had."""
    page.answer = labels_answer
    page.answer_post = answering(
        {
            "istio_requests_total{": vector(series(30, range(5, 8), job="a", instance="b:1")),
            "up{": vector(up) if up else vector(),
            "count by (job, instance)": vector(shown_before) if shown_before else vector(),
        }
    )
    with asking(f"http://{page.instance}") as api:
        told = PrometheusSource(api, ISTIO, CATALOGUE, resolution_seconds=10).ask(query())
    assert isinstance(told, MetricSampled), told
    assert told.total == counted
