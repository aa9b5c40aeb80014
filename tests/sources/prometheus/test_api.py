"""The API against a real Prometheus, and against servers that are nothing of the kind."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme
from tests.sources.prometheus.conftest import asking

from firstcause.sources.prometheus import api as api_module
from firstcause.sources.prometheus import wire
from firstcause.sources.prometheus.api import Server
from firstcause.sources.prometheus.errors import PrometheusError
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there

if TYPE_CHECKING:
    from tests.sources.conftest import MetricsPage

DEADLINE = 20.0
needs_prometheus = pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed")


def until(condition: Callable[[], object]) -> None:
    """Wait for the real server, with a deadline."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline


@needs_prometheus
def test_a_real_server_tells_what_it_holds(page: MetricsPage, tmp_path: Path) -> None:
    """Raw samples, label values, metrics, targets up and down, and its version."""
    page.text = 'http_requests_total{code="200"} 7\nhttp_requests_total{code="500"} NaN\n'
    with socket.create_server(("127.0.0.1", 0)) as unused:
        nobody = f"127.0.0.1:{unused.getsockname()[1]}"
    jobs = {"shop": [page.instance], "gone": [nobody]}
    with PrometheusServer(tmp_path, jobs, interval_seconds=0.2) as server, asking(server.url) as api:
        until(lambda: api.series_exist("http_requests_total") and api.series_exist('up{job="gone"}'))
        raw = api.instant('http_requests_total{code="200"}[5m]', time.time())[0]
        assert raw.labels == {"code": "200", "instance": page.instance, "job": "shop"}
        assert set(raw.values) == {7.0}
        assert list(raw.at) == sorted(raw.at)
        assert api.label_values("code", "http_requests_total", time.time() - 60, time.time()) == ["200", "500"]
        assert {"http_requests_total", "up"} <= api.metric_names()
        assert not api.series_exist("http_responses_total")
        found = {target.job: target for target in api.targets()}
        assert (found["shop"].up, found["shop"].interval_seconds, found["shop"].instance) == (True, 0.2, page.instance)
        assert not found["gone"].up
        assert "refused" in found["gone"].last_error
        assert api.version()[0].isdigit()


@needs_prometheus
def test_a_wrong_query_is_answered_in_the_servers_words(tmp_path: Path) -> None:
    """What it says about the query is the reason; asking the same again does not help."""
    with PrometheusServer(tmp_path, {}) as server, asking(server.url) as api:
        with pytest.raises(PrometheusError, match=r"bad_data: .*unclosed left parenthesis") as caught:
            api.instant("count(up", time.time())
        assert not caught.value.retryable
        assert str(caught.value).startswith(server.url)


def json_answer(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        request.send_response(status)
        for name, value in {"Content_Type": "application/json", **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        with contextlib.suppress(OSError):
            request.wfile.write(body)

    return answer


def vector(result: str) -> bytes:
    return f'{{"status":"success","data":{{"resultType":"vector","result":{result}}}}}'.encode()


@pytest.mark.parametrize(
    ("answer", "reason", "retryable"),
    [
        (json_answer(b"<html>welcome</html>", Content_Type="text/html"), "no JSON", False),
        (json_answer(b"<html>welcome</html>", 502, Content_Type="text/html"), "answered 502", True),
        (json_answer(b"[" * 100_000), "no JSON", False),
        (json_answer(b'{"hello":1}'), "another kind", False),
        (json_answer(b'{"status":"success","data":[]}'), "holds no series", False),
        (json_answer(vector('[{"metric":{},"value":["now","1"]}]')), "holds no series", False),
        (json_answer(vector('[{"metric":7,"value":[1,"1"]}]')), "holds no series", False),
        (json_answer(vector('[{"metric":{"le":"wide"},"value":[1,"1"]}]')), "holds no series", False),
        (json_answer(vector('[{"metric":{},"histogram":[1,{}]}]')), "native histograms", False),
        (json_answer(b'{"status":"error","errorType":"timeout","error":"too slow"}', 503), "timeout: too slow", True),
        (json_answer(b"no", 401), "other credentials", False),
        (json_answer(b"", 302, Location="http://127.0.0.1:1/"), "elsewhere", False),
        (json_answer(gzip.compress(b" " * 300_000), Content_Encoding="gzip"), "longer than", False),
    ],
)
def test_hostile_answers_are_reasons(
    page: MetricsPage,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[BaseHTTPRequestHandler], None],
    reason: str,
    retryable: bool,
) -> None:
    """Whatever a server answers, it is a PrometheusError that says what, and whether trying again may help."""
    monkeypatch.setattr(api_module, "MAX_BODY_BYTES", 200_000)
    page.answer_post = answer
    with asking(f"http://{page.instance}") as api, pytest.raises(PrometheusError, match=reason) as caught:
        api.instant("up", 1.0)
    assert caught.value.retryable is retryable


def test_a_number_that_is_none_is_left_out(page: MetricsPage) -> None:
    """NaN and infinities are no values of a counter."""
    page.answer_post = json_answer(vector('[{"metric":{"__name__":"x","a":"b"},"values":[[3,"NaN"],[2,"5"],[1,"4"]]}]'))
    with asking(f"http://{page.instance}") as api:
        (one,) = api.instant("x[1m]", 3.0)
    assert (one.labels, one.at, one.values) == ({"a": "b"}, (1.0, 2.0), (4.0, 5.0))


def dribbling(page: MetricsPage) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
        with contextlib.suppress(OSError):
            while not page.released.wait(0.05):
                request.wfile.write(b"a")
        request.close_connection = True

    return answer


def slow_body(page: MetricsPage) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        with contextlib.suppress(OSError):
            while not page.released.wait(0.05):
                request.wfile.write(b" ")
        request.close_connection = True

    return answer


def silent(page: MetricsPage) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        page.released.wait(DEADLINE)
        request.close_connection = True

    return answer


@pytest.mark.parametrize("make", [silent, slow_body, dribbling])
def test_a_slow_server_costs_bounded_time(page: MetricsPage, make: Callable[[MetricsPage], object]) -> None:
    """Silent, a byte at a time, or headers without end: given up after twice the timeout and a little."""
    page.answer_post = make(page)  # type: ignore[assignment]
    begun = time.monotonic()
    with asking(f"http://{page.instance}", timeout_seconds=0.3) as api:
        with pytest.raises(PrometheusError) as caught:
            api.instant("up", 1.0)
        assert caught.value.retryable
        assert time.monotonic() - begun < 3
        page.answer_post = json_answer(vector("[]"))
        assert api.instant("up", 1.0) == []  # and the next question is answered


def test_nobody_there_may_be_tried_again() -> None:
    """A refused connection names the server."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with asking(url) as api, pytest.raises(PrometheusError, match=r"127\.0\.0\.1:\d+: .*refused") as caught:
        api.targets()
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("options", "header"),
    [({"token": "hunter2"}, "Bearer hunter2"), ({"user": "me", "password": "hunter2"}, "Basic bWU6aHVudGVyMg==")],
)
def test_credentials_are_sent_and_never_shown(page: MetricsPage, options: dict[str, str], header: str) -> None:
    """A server that repeats them in its error does not bring them into the reason."""
    seen = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["Authorization"])
        json_answer(b'{"status":"error","errorType":"bad","error":"hunter2 is no good"}', 400)(request)

    page.answer_post = answer
    with asking(f"http://{page.instance}", **options) as api, pytest.raises(PrometheusError) as caught:
        api.instant("up", 1.0)
    assert seen == [header]
    assert "*** is no good" in str(caught.value)
    assert "hunter2" not in repr(Server("http://x", token="hunter2", password="hunter2"))


def test_an_unknown_authority_is_a_reason(tmp_path: Path) -> None:
    """A certificate that we do not trust is not accepted; the authority that signed it makes it so."""

    class Handler(BaseHTTPRequestHandler):
        do_POST = json_answer(vector("[]"))  # noqa: N815 - http.server's name

        def log_message(self, *_line: object) -> None:
            pass

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the refused handshake is what we want
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"https://127.0.0.1:{server.server_address[1]}"
    try:
        with asking(url) as api, pytest.raises(PrometheusError, match="CERTIFICATE_VERIFY_FAILED"):
            api.instant("up", 1.0)
        with asking(url, ca=str(tmp_path / "ca.pem")) as api:
            assert api.instant("up", 1.0) == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("text", "seconds"), [("15s", 15), ("1m30s", 90), ("100ms", 0.1), ("1h0m0s", 3600), ("", 0), ("soon", 0)]
)
def test_a_length_of_time_as_servers_write_it(text: str, seconds: float) -> None:
    """Anything else is 0: not told."""
    assert wire.duration_seconds(text) == seconds
