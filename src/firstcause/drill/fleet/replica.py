"""One replica, running one release: its listeners, its callbacks, its telemetry, from start to the last answer."""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass
from typing import Final

from firstcause.drill.fleet.callbacks import CallbackQueue
from firstcause.drill.fleet.client import Client
from firstcause.drill.fleet.core import ServiceCore
from firstcause.drill.fleet.identity import Identity
from firstcause.drill.fleet.layout import EDGE, FleetLayout
from firstcause.drill.fleet.listener import Listener
from firstcause.drill.fleet.logs import Log
from firstcause.drill.fleet.metrics import Metrics
from firstcause.drill.fleet.otlp import Exporter
from firstcause.drill.fleet.services.registry import ROUTES
from firstcause.drill.fleet.services.toolkit import Toolkit
from firstcause.drill.fleet.spawn import Descriptors
from firstcause.drill.fleet.state import State
from firstcause.drill.fleet.telemetry import Telemetry
from firstcause.drill.fleet.traces import SpanBuffer
from firstcause.drill.fleet.wire import Response, WireError, read_request, write_response

CONNECTIONS: Final = 256
SCRAPES: Final = 4
SCRAPE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Replica:
    """All parts of a replica that have a beginning and an end. `identity` is renewed by whoever watches its files."""

    release: str
    identity: Identity
    telemetry: Telemetry
    callbacks: CallbackQueue
    listeners: tuple[Listener, Listener]
    exporter: Exporter | None
    stopping: threading.Event

    def start(self) -> None:
        """Begin to serve."""
        self.callbacks.start()
        if self.exporter is not None:
            self.exporter.start()
        for listener in self.listeners:
            listener.start()

    def stop(self, drain_seconds: float) -> None:
        """Accept no more, finish what is in hand as far as the time suffices, send the last spans."""
        deadline = time.monotonic() + drain_seconds
        drained = [listener.stop(max(0, deadline - time.monotonic())) for listener in self.listeners]
        self.stopping.set()
        self.callbacks.stop(max(0, deadline - time.monotonic()))
        if self.exporter is not None:
            self.exporter.stop()
        self.telemetry.log.write("INFO", "left", drained=str(all(drained)).lower())


def build(layout: FleetLayout, name: str, release: str, inherited: Descriptors, log: Log) -> Replica:
    """Put a replica together. Raises ssl.SSLError, OSError when the release's files cannot be loaded."""
    service, _ = layout.replica(name)
    telemetry = Telemetry(Metrics(service.name, name, release), log, SpanBuffer())
    identity = Identity(layout.release(service.name, release), layout.trust, mutual=service.name != EDGE)
    stopping = threading.Event()
    callbacks = CallbackQueue(telemetry.metrics)
    state = State(layout.state(service.name), lambda: identity.behaviour.database_seconds)
    client = Client(identity, telemetry, stopping)
    routes = ROUTES[service.name](Toolkit(layout, client, state, callbacks, telemetry))
    core = ServiceCore(routes, identity, telemetry)
    tls = Listener(socket.socket(fileno=inherited.tls), core.serve, threads=CONNECTIONS, name="serve")
    scraped = Listener(
        socket.socket(fileno=inherited.metrics), _Scrape(telemetry.metrics), threads=SCRAPES, name="metrics"
    )
    resource = {"service.name": service.name, "service.instance.id": name, "service.version": release}
    exporter = Exporter(layout.otlp, resource, telemetry.spans, telemetry.metrics, log) if layout.otlp else None
    return Replica(release, identity, telemetry, callbacks, (tls, scraped), exporter, stopping)


class _Scrape:
    """Answers `GET /metrics` over plain HTTP."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def __call__(self, connection: socket.socket, _accepted_at: float) -> None:
        with connection:
            connection.settimeout(SCRAPE_SECONDS)
            try:
                if read_request(connection) is not None:
                    headers = {"content-type": "text/plain; version=0.0.4; charset=utf-8"}
                    write_response(connection, Response(200, headers, self._metrics.exposition()))
            except (OSError, WireError):
                return  # whoever scraped is gone; the next scrape tells all


def leave_when_orphaned(leave: threading.Event, grace_seconds: float) -> None:
    """Set `leave` at the end of standard input, which the supervisor holds open; then end, drained or not."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        leave.set()
        threading.Event().wait(grace_seconds)
        os._exit(0)

    threading.Thread(target=watch, name="supervisor-gone", daemon=True).start()
