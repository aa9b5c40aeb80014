"""Calling another service: a fresh mutual-TLS connection a try, replicas at random, never the same one twice.

Each try leaves a span, a metric and, when it fails, a log line in the library's raw words.
"""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from firstcause.drill.fleet.identity import Identity
from firstcause.drill.fleet.layout import ReplicaLayout, ServiceLayout
from firstcause.drill.fleet.logs import raw_words
from firstcause.drill.fleet.telemetry import Telemetry
from firstcause.drill.fleet.traces import HEADER, FinishedSpan, TraceContext
from firstcause.drill.fleet.wire import Request, Response, WireError, read_response, send_at_once, write_request

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 5.0
JITTER: Final = 0.25  # a back-off is up to this share shorter or longer


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of `callee`. `backoffs` are the waits before further tries, in seconds: () is one try."""

    callee: ServiceLayout
    route: str
    request: Request
    context: TraceContext
    user: str = ""
    backoffs: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call: the response, or None and the last try's `error`."""

    response: Response | None
    attempts: int
    error: str = ""


class CallError(Exception):
    """One try failed; the message is the library's, or tells the status."""


class HandshakeError(CallError):
    """The try failed in the TLS handshake, on this side or on the peer's."""


class Client:
    """Calls with what `identity` presents at the moment."""

    def __init__(self, identity: Identity, telemetry: Telemetry, stopping: threading.Event) -> None:
        self._identity = identity
        self._telemetry = telemetry
        self._stopping = stopping

    def call(self, call: Call) -> Called:
        """Try replicas in random order until one answers below 500, or the tries are used up."""
        replicas = random.sample(call.callee.replicas, len(call.callee.replicas))[: 1 + len(call.backoffs)]
        error = ""
        for attempt, replica in enumerate(replicas):
            if attempt:
                self._stopping.wait(call.backoffs[attempt - 1] * random.uniform(1 - JITTER, 1 + JITTER))
            try:
                return Called(self._try(call, replica), attempt + 1)
            except CallError as failure:
                error = str(failure)
        return Called(None, len(replicas), error)

    def _try(self, call: Call, replica: ReplicaLayout) -> Response:
        context = call.context.child()
        started, began = time.time(), time.perf_counter()
        error = ""
        try:
            return self._exchange(call, replica, context)
        except CallError as failure:
            error = str(failure)
            if isinstance(failure, HandshakeError):
                self._telemetry.metrics.handshake_failed("client", call.callee.name, replica.endpoint, error)
            raise
        finally:
            self._report(call, replica, context, started, time.perf_counter() - began, error)

    def _exchange(self, call: Call, replica: ReplicaLayout, context: TraceContext) -> Response:
        request = replace(call.request, headers={**call.request.headers, HEADER: context.header})
        try:
            with socket.create_connection((replica.host, replica.port), CONNECT_SECONDS) as connection:
                send_at_once(connection)
                with self._handshake(connection, call.callee.server_name) as secured:
                    response = _ask(secured, request, call.callee.server_name)
        except (OSError, WireError) as error:
            raise CallError(raw_words(error)) from error
        if response.status >= 500:
            raise CallError(f"{call.callee.name} answered {response.status}")
        return response

    def _handshake(self, connection: socket.socket, server_name: str) -> ssl.SSLSocket:
        try:
            return self._identity.contexts.client.wrap_socket(connection, server_hostname=server_name)
        except OSError as error:
            raise HandshakeError(raw_words(error)) from error

    def _report(
        self, call: Call, replica: ReplicaLayout, context: TraceContext, started: float, seconds: float, error: str
    ) -> None:
        outcome = "failed" if error else "ok"
        self._telemetry.metrics.called(call.callee.name, call.route, outcome, seconds)
        attributes = {
            "http.route": call.route,
            "peer.service": call.callee.name,
            "server.address": replica.endpoint,
            "app.outcome": outcome,
        }
        name = f"{call.request.method} {call.route}"
        self._telemetry.spans.add(FinishedSpan(context, name, "client", started, started + seconds, attributes, error))
        if error:
            self._telemetry.log.write(
                "WARNING",
                "call failed",
                trace_id=context.trace,
                span_id=context.span,
                user=call.user,
                route=call.route,
                callee=call.callee.name,
                endpoint=replica.endpoint,
                outcome=outcome,
                duration_seconds=round(seconds, 6),
                error=error,
            )


def _ask(connection: ssl.SSLSocket, request: Request, host: str) -> Response:
    connection.settimeout(ANSWER_SECONDS)
    try:
        write_request(connection, request, host)
        return read_response(connection)
    except ssl.SSLError as error:
        # In TLS 1.3 the client is done before the server has judged its certificate (RFC 8446 section 4.4.2.4):
        # the refusal comes as an alert to the first read.
        raise HandshakeError(raw_words(error)) from error
