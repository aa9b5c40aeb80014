"""One real fleet for the tests of this folder, a receiver of its spans, and ways to look at it."""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from firstcause.drill.customers.arrivals import Arrival
from firstcause.drill.customers.ledger import Purchase
from firstcause.drill.customers.shop import Shop
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.layout import ReplicaLayout

_numbers = count()


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether the condition holds before the time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(0.03)
    return True


@dataclass
class Receiver:
    """Takes OTLP over HTTP, and keeps what it was told: service, name, attributes, trace."""

    url: str = ""
    requests: list[ExportTraceServiceRequest] = field(default_factory=list, repr=False)

    def spans(self, trace: str) -> list[tuple[str, str, Mapping[str, str]]]:
        """(service, span name, attributes) of every span of a trace."""
        found: list[tuple[str, str, Mapping[str, str]]] = []
        for batch in (b for r in list(self.requests) for b in r.resource_spans):
            service = {a.key: a.value.string_value for a in batch.resource.attributes}["service.name"]
            for span in (s for scope in batch.scope_spans for s in scope.spans):
                if span.trace_id.hex() == trace:
                    found.append((service, span.name, {a.key: a.value.string_value for a in span.attributes}))
        return found


@dataclass(frozen=True)
class Town:
    """A running fleet with its customers' door and its receiver of spans."""

    fleet: Fleet
    shop: Shop
    receiver: Receiver

    def buy(self, order: str = "") -> Purchase:
        """One purchase."""
        number = next(_numbers)
        return self.shop.buy(Arrival(0, order or f"test-{number}", f"user-{number}", 12.5))

    def buy_many(self, number: int, at_once: int = 8) -> list[Purchase]:
        """Several purchases, some at a time."""
        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(lambda _: self.buy(), range(number)))

    def replicas(self, service: str) -> tuple[ReplicaLayout, ...]:
        """The replicas of a service."""
        return self.fleet.layout.service(service).replicas

    def log(self, service: str) -> list[dict[str, object]]:
        """All log lines of a service, whole ones."""
        paths = [self.fleet.layout.log(r.name) for r in self.replicas(service)]
        return [json.loads(line) for p in paths for line in p.read_text().splitlines(keepends=True) if line[-1] == "\n"]

    def total(self, service: str, sample: str, **labels: str) -> float:
        """The sum of a sample over a service's replicas, where the labels are (or contain, for `reason`) these."""
        return sum(
            s.value for r in self.replicas(service) for s in _samples(r) if s.name == sample and _has(s.labels, labels)
        )


@dataclass(frozen=True)
class _Sample:
    name: str
    labels: Mapping[str, str]
    value: float


def _samples(replica: ReplicaLayout) -> list[_Sample]:
    with urllib.request.urlopen(replica.metrics_url, timeout=5) as response:  # noqa: S310  # our own loopback URL
        text = response.read().decode()
    return [
        _Sample(s.name, s.labels, s.value) for family in text_string_to_metric_families(text) for s in family.samples
    ]


def _has(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(w in labels.get(k, "") if k == "reason" else w == labels.get(k) for k, w in wanted.items())


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """A receiver of spans on loopback."""
    received = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield received
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Town]:
    """A whole fleet, running; every test leaves it as it found it."""
    directory: Path = tmp_path_factory.mktemp("drill") / "fleet"
    with Fleet.create(directory, now=datetime.now(UTC), otlp=receiver.url) as fleet:
        fleet.start()
        yield Town(fleet, Shop(fleet.layout), receiver)
        assert fleet.dead() == []
    errors = "".join(path.read_text() for path in (directory / "logs").glob("*.stderr"))
    assert errors == "", "a replica met an error that it did not expect"


@pytest.fixture
def wait() -> Callable[..., bool]:
    """`wait(condition, seconds)`: whether something in another process comes true before the time is up."""
    return eventually
