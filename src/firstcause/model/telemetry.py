"""The names under which services report, and the questions that several stages ask of them.

The names follow OpenTelemetry's HTTP conventions as Prometheus exposes them. `outcome` is the service's own word for
how a request ended: `ok`, `slow`, `retried` or `failed`; everything but `ok` is degraded.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.query import Matcher, Query
from firstcause.model.window import Window

SERVER_DURATION: Final = "http_server_request_duration_seconds"
CLIENT_DURATION: Final = "http_client_request_duration_seconds"
HANDSHAKE_FAILURES: Final = "tls_handshake_failures_total"
SPAN_CALLS: Final = "traces_spanmetrics_calls_total"

DEGRADED: Final = Matcher("outcome", "!=", "ok")
FAILED: Final = Matcher("outcome", "=", "failed")


def requests(service: str, window: Window, *conditions: Matcher, step_seconds: float | None = None) -> Query:
    """How many requests the service answered in the window, under these conditions."""
    matchers = (Matcher("service", "=", service), *conditions)
    return Query(f"{SERVER_DURATION}_count", "increase", window, matchers, step_seconds=step_seconds)


def answered(window: Window, *, step_seconds: float | None = None) -> Query:
    """How many requests each service answered in the window, by outcome."""
    by = ("service", "outcome")
    return Query(f"{SERVER_DURATION}_count", "increase", window, by=by, step_seconds=step_seconds)


def answering_seconds(window: Window, *, step_seconds: float | None = None) -> Query:
    """How many seconds these answers took together, by service and outcome."""
    by = ("service", "outcome")
    return Query(f"{SERVER_DURATION}_sum", "increase", window, by=by, step_seconds=step_seconds)


def calling_seconds(window: Window, *, step_seconds: float | None = None) -> Query:
    """How many seconds these tries took together."""
    by = ("service", "callee", "outcome")
    return Query(f"{CLIENT_DURATION}_sum", "increase", window, by=by, step_seconds=step_seconds)


def latency(service: str, window: Window, quantile: float, *, step_seconds: float | None = None) -> Query:
    """A quantile of the service's response time in the window, in seconds."""
    matchers = (Matcher("service", "=", service),)
    return Query(SERVER_DURATION, "quantile", window, matchers, quantile=quantile, step_seconds=step_seconds)


def calls(window: Window, *conditions: Matcher, step_seconds: float | None = None) -> Query:
    """Tries from one service to another, by caller, callee and outcome."""
    by = ("service", "callee", "outcome")
    return Query(f"{CLIENT_DURATION}_count", "increase", window, conditions, by=by, step_seconds=step_seconds)


def failed_handshakes(window: Window) -> Query:
    """Handshakes that failed at the caller's side, by caller, callee and the library's own words."""
    matchers = (Matcher("side", "=", "client"),)
    return Query(HANDSHAKE_FAILURES, "increase", window, matchers, by=("service", "peer", "reason"))


def affected_users(service: str, window: Window) -> Query:
    """Distinct users with a degraded request, from the spans."""
    matchers = (Matcher("service", "=", service), Matcher("span_kind", "=", "server"), DEGRADED)
    return Query(SPAN_CALLS, "distinct", window, matchers, of="user")
