"""The small parts of a replica, each by itself."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from firstcause.drill.fleet.callbacks import BOUND, CallbackQueue
from firstcause.drill.fleet.logs import Log
from firstcause.drill.fleet.metrics import BUCKETS, OBJECTIVE_SECONDS, Metrics
from firstcause.drill.fleet.otlp import Exporter
from firstcause.drill.fleet.routing import Exchange, Route, find, ok
from firstcause.drill.fleet.traces import FinishedSpan, SpanBuffer, TraceContext
from firstcause.drill.fleet.wire import MAX_HEAD, Request, WireError, read_request, read_response


def span(name: str) -> FinishedSpan:
    """A span with nothing but a name."""
    return FinishedSpan(TraceContext.received(""), name, "server", 1.0, 2.0, {})


def received(data: bytes) -> socket.socket:
    """A socket on which exactly `data` arrives."""
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(data)
    return ours


@pytest.mark.parametrize(
    "data",
    [
        b"rubbish\r\n\r\n",
        b"GET /",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc",
        b"x" * (MAX_HEAD + 5000),
    ],
)
def test_what_is_no_request_of_ours_is_refused(data: bytes) -> None:
    """Whatever arrives, reading ends with an error that tells why."""
    with received(data) as connection, pytest.raises(WireError):
        read_request(connection)


def test_a_silent_peer_is_no_error_for_a_server_but_one_for_a_client() -> None:
    """Who connects and says nothing made no request; who was asked and says nothing did not answer."""
    with received(b"") as connection:
        assert read_request(connection) is None
    with received(b"") as connection, pytest.raises(WireError, match="before an answer"):
        read_response(connection)


def test_routes_match_by_method_and_segment() -> None:
    """Parameters are taken from the path; another method or length is another route."""
    routes = [Route("GET", "/orders/{order}", lambda _: ok({}))]
    found = find(routes, "GET", "/orders/o1")
    assert found is not None
    assert found[1] == {"order": "o1"}
    assert find(routes, "POST", "/orders/o1") is None
    assert find(routes, "GET", "/orders/o1/receipt") is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"order": 3}', b'{"order": ""}'])
def test_a_request_without_its_fields_is_refused(body: bytes) -> None:
    """A missing field is named, not guessed."""
    nothing: Mapping[str, str] = {}
    exchange = Exchange(Request("POST", "/", {}, body), nothing, "customer", 0.0, TraceContext.received(""))
    with pytest.raises(WireError):
        exchange.text("order")


def test_a_trace_goes_on_with_the_callers_id_and_begins_anew_without() -> None:
    """W3C trace context: the caller's span becomes the parent; a malformed header starts a new trace."""
    outer = TraceContext.received("")
    inner = TraceContext.received(outer.header)
    assert (inner.trace, inner.parent) == (outer.trace, outer.span)
    assert TraceContext.received("00-short-1-01").parent == ""


def test_spans_wait_in_order_and_the_oldest_are_given_up() -> None:
    """What could not be sent goes back to the front; beyond the bound the oldest are dropped and counted once."""
    buffer = SpanBuffer(bound=3)
    for name in "abc":
        buffer.add(span(name))
    taken = buffer.take(2)
    buffer.add(span("d"))
    buffer.give_back(taken)
    assert [s.name for s in buffer.take(9)] == ["b", "c", "d"]
    assert (buffer.dropped(), buffer.dropped()) == (1, 0)


def test_a_full_queue_of_callbacks_gives_up_the_oldest() -> None:
    """The queue never grows beyond its bound, and what it loses is counted."""
    metrics = Metrics("billing-api", "billing-api-1", "r41")
    queue = CallbackQueue(metrics)
    for _ in range(BOUND + 3):
        queue.add(lambda: None)
    assert b'callbacks_dropped_total{service="billing-api"} 3.0' in metrics.exposition()


def test_the_objective_is_a_bucket_boundary() -> None:
    """Latency against the objective can be read off exactly; no bucket is more than 1.2 times the one before."""
    assert OBJECTIVE_SECONDS in BUCKETS
    assert all(1 < b / a < 1.2 + 1e-9 for a, b in pairwise(BUCKETS))


def test_spans_wait_for_a_receiver_that_is_away(tmp_path: Path, wait: Callable[..., bool]) -> None:
    """While nobody listens spans are kept, and the log says so once; when the receiver is back it gets them all."""
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = placeholder.getsockname()[1]
    log = tmp_path / "log.jsonl"
    buffer, metrics = SpanBuffer(), Metrics("shop", "shop-1", "r41")
    exporter = Exporter(f"http://127.0.0.1:{port}/v1/traces", {}, buffer, metrics, Log(log, "shop", "shop-1", "r41"))
    buffer.add(span("kept"))
    exporter.start()
    assert wait(lambda: "spans wait" in log.read_text())
    taken: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with http.server.HTTPServer(("127.0.0.1", port), Handler) as receiver:
        serving = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        assert wait(lambda: any(b"kept" in body for body in taken))
        exporter.stop()
        receiver.shutdown()
        serving.join()
    assert log.read_text().count("spans wait") == 1


def test_a_replica_starts_lean() -> None:
    """A replica's process imports neither the composition root nor what only commands and authorities need."""
    code = "import sys, firstcause.drill.fleet.process; sys.stdout.write(' '.join(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"firstcause.app", "typer", "cryptography", "sqlalchemy", "httpx2"} & set(found)
