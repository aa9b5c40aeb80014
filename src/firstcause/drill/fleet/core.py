"""The small core that every service of the fleet runs on: handshake, request, route, answer, and telling of it.

A refused handshake is counted and logged in the library's raw words, and its alert reaches the wire.
"""

from __future__ import annotations

import random
import select
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Final

from firstcause.drill.fleet.contexts import common_name
from firstcause.drill.fleet.identity import Identity
from firstcause.drill.fleet.logs import raw_words
from firstcause.drill.fleet.routing import Answer, Exchange, Route, failed, find
from firstcause.drill.fleet.telemetry import Telemetry
from firstcause.drill.fleet.traces import HEADER, FinishedSpan, TraceContext
from firstcause.drill.fleet.wire import Request, Response, WireError, json_response, read_request, write_response

HANDSHAKE_SECONDS: Final = 2.0
REQUEST_SECONDS: Final = 5.0
LINGER_SECONDS: Final = 0.2
CUSTOMER: Final = "customer"
# Before the handshake is over nobody has proved who he is, not even one whose certificate we refuse.
UNKNOWN_PEER: Final = "unknown"


class ServiceCore:
    """Serves `routes` over TLS, one request a connection."""

    def __init__(self, routes: Sequence[Route], identity: Identity, telemetry: Telemetry) -> None:
        self._routes = routes
        self._identity = identity
        self._telemetry = telemetry

    def serve(self, connection: socket.socket, accepted_at: float) -> None:
        """From the accepted connection to the answer; closes it."""
        with connection:
            connection.settimeout(HANDSHAKE_SECONDS)
            context = self._identity.contexts.server
            if not _says_something(connection) or self._stalled(connection):
                return  # somebody only looked whether the port is open, or gave up waiting
            if context is None:
                self._serve_plainly(connection, accepted_at)
                return
            secured = self._handshake(connection, context)
        if secured is not None:
            with secured:
                secured.settimeout(REQUEST_SECONDS)
                self._converse(secured, common_name(secured) or CUSTOMER, accepted_at)

    def _stalled(self, connection: socket.socket) -> bool:
        """Whether settings had us keep the connection, without a word, until its time was up."""
        seconds = self._identity.behaviour.handshake_stall_seconds
        if seconds:
            hang_up = select.poll()
            hang_up.register(connection, select.POLLRDHUP)
            hang_up.poll(seconds * 1000)
        return bool(seconds)

    def _serve_plainly(self, connection: socket.socket, accepted_at: float) -> None:
        """TLS is switched off: whoever begins a handshake learns in plain HTTP that nobody here speaks it."""
        connection.settimeout(REQUEST_SECONDS)
        if connection.recv(1, socket.MSG_PEEK).isalpha():
            self._converse(connection, CUSTOMER, accepted_at)
            return
        write_response(connection, json_response(400, {"error": "not an HTTP request"}))
        _linger(connection)

    def _handshake(self, connection: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket | None:
        secured = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        try:
            secured.do_handshake()
        except OSError as error:
            reason = raw_words(error)
            self._telemetry.metrics.handshake_failed("server", UNKNOWN_PEER, "", reason)
            self._telemetry.log.write("WARNING", "handshake failed", side="server", error=reason)
            _linger(secured)
            return None
        return secured

    def _converse(self, connection: socket.socket, caller: str, accepted_at: float) -> None:
        try:
            request = read_request(connection)
            if request is not None:
                write_response(connection, self._respond(request, caller, accepted_at))
        except (OSError, WireError) as error:
            self._telemetry.log.write("WARNING", "connection lost", caller=caller, error=raw_words(error))

    def _respond(self, request: Request, caller: str, accepted_at: float) -> Response:
        found = find(self._routes, request.method, request.path)
        if found is None:
            return json_response(404, {"error": "no such route"})
        route, parameters = found
        context = TraceContext.received(request.headers.get(HEADER, ""))
        exchange = Exchange(request, parameters, caller, accepted_at, context)
        answer = _handle(route, exchange, self._identity.behaviour.failing_share)
        self._tell(route, answer, caller, context, time.perf_counter() - accepted_at)
        return json_response(answer.status, answer.document, answer.headers)

    def _tell(self, route: Route, answer: Answer, caller: str, context: TraceContext, seconds: float) -> None:
        self._telemetry.metrics.served(route.template, caller, answer.outcome, seconds)
        end = time.time()
        attributes = {"http.route": route.template, "enduser.id": answer.user, "app.outcome": answer.outcome}
        name = f"{route.method} {route.template}"
        self._telemetry.spans.add(FinishedSpan(context, name, "server", end - seconds, end, attributes, answer.error))
        self._telemetry.log.write(
            "ERROR" if answer.outcome == "failed" else "INFO",
            "request served",
            trace_id=context.trace,
            span_id=context.span,
            user=answer.user,
            route=route.template,
            caller=caller,
            outcome=answer.outcome,
            duration_seconds=round(seconds, 6),
            error=answer.error,
        )


def _handle(route: Route, exchange: Exchange, failing_share: float) -> Answer:
    if random.random() < failing_share:
        return failed(500, "internal error")
    try:
        return route.handle(exchange)
    except WireError as error:
        return failed(400, str(error))


def _says_something(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except OSError:  # reset, or silent for too long: no handshake was begun
        return False


def _linger(connection: socket.socket) -> None:
    """Let the alert arrive: closing over unread bytes would reset the connection and take the alert along."""
    with socket.socket(fileno=connection.detach()) as plain:
        plain.settimeout(LINGER_SECONDS)
        try:
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(4096):
                pass
        except OSError:
            return  # the peer is gone, or keeps the connection open: either way it had its time
