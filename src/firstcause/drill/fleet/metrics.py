"""The metrics that every replica exposes. Their names and labels are what the fleet promises to whoever scrapes it.

Handshake failures carry the library's raw words: giving them a name is the business of whoever diagnoses.
"""

from __future__ import annotations

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

# A purchase takes a tenth of a second. On two shared cores whatever starts beside it makes it twice as long now and
# then: an objective close to that would tell of the machine, not of the fleet.
OBJECTIVE_SECONDS = 0.5
# From 2 ms to 11 s; the objective itself is a boundary. Below it a factor of 1.2 is enough; above it, where a p99 is
# read in bad times, a finer one halves the error of interpolating within a bucket.
FACTOR_BELOW = 1.2
FACTOR_ABOVE = 1.1
BUCKETS = (
    *(OBJECTIVE_SECONDS * FACTOR_BELOW**k for k in range(-26, 0)),
    *(OBJECTIVE_SECONDS * FACTOR_ABOVE**k for k in range(41)),
)

Side = Literal["client", "server"]


class Metrics:
    """One replica's metrics, in a registry of their own."""

    def __init__(self, service: str, replica: str, release: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one untyped
        self._service = service
        self._registry = CollectorRegistry()
        self._served = Histogram(
            "http_server_request_duration_seconds",
            "From accepting the connection to answering the request.",
            ("service", "http_route", "caller", "outcome"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self._called = Histogram(
            "http_client_request_duration_seconds",
            "One try of a call, from connecting to the answer.",
            ("service", "callee", "http_route", "outcome"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self._handshakes = Counter(
            "tls_handshake_failures",
            "Failed handshakes, by the peer and the library's words.",
            ("service", "side", "peer", "endpoint", "reason"),
            registry=self._registry,
        )
        self._callbacks = Counter(
            "callbacks_dropped",
            "Calls back that a full queue, or a restart, left undone.",
            ("service",),
            registry=self._registry,
        )
        self._spans = Counter(
            "spans_dropped", "Spans that found no receiver in time.", ("service",), registry=self._registry
        )
        self._lag = Gauge(
            "process_scheduling_lag_seconds",
            "By how much a wait of 50 ms was late, at worst, since the process began.",
            registry=self._registry,
        )
        release_info = Gauge(
            "release_info", "The release that runs.", ("service", "replica", "release"), registry=self._registry
        )
        release_info.labels(service, replica, release).set(1)
        self._worst_lag = 0.0

    def served(self, route: str, caller: str, outcome: str, seconds: float) -> None:
        """Count a request that was answered."""
        self._served.labels(self._service, route, caller, outcome).observe(seconds)

    def called(self, callee: str, route: str, outcome: str, seconds: float) -> None:
        """Count one try of a call."""
        self._called.labels(self._service, callee, route, outcome).observe(seconds)

    def handshake_failed(self, side: Side, peer: str, endpoint: str, reason: str) -> None:
        """Count a handshake that failed; `endpoint` is "" at the server's side."""
        self._handshakes.labels(self._service, side, peer, endpoint, reason).inc()

    def callbacks_dropped(self, number: int) -> None:
        """Count calls back that will never be made."""
        self._callbacks.labels(self._service).inc(number)

    def spans_dropped(self, number: int) -> None:
        """Count spans that were given up."""
        self._spans.labels(self._service).inc(number)

    def lagged(self, seconds: float) -> None:
        """Note a lag; the worst one is kept."""
        if seconds > self._worst_lag:
            self._worst_lag = seconds
            self._lag.set(seconds)

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
