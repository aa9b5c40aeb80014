"""Making one purchase at the storefront, as a customer without a certificate and without patience for its insides."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Final

from firstcause.drill.customers.arrivals import Arrival
from firstcause.drill.customers.ledger import Purchase, classify
from firstcause.drill.fleet.contexts import customer_context
from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.fleet.wire import (
    Response,
    WireError,
    json_request,
    read_response,
    send_at_once,
    write_request,
)

PATIENCE_SECONDS: Final = 20.0


class Shop:
    """The storefront of a fleet, as seen from outside."""

    def __init__(self, layout: FleetLayout) -> None:
        self._context: ssl.SSLContext = customer_context(layout.trust)
        self._edge = layout.edge

    def buy(self, arrival: Arrival, lag: float = 0.0) -> Purchase:
        """Buy, and tell how it went; a purchase that fails is an answer too."""
        started, began = time.time(), time.perf_counter()
        response = self._ask(arrival)
        seconds = round(time.perf_counter() - began, 6)
        answered = response is not None and response.status < 400
        attempts = int(response.headers.get("x-attempts", "1")) if response is not None else 1
        outcome = classify(answered=answered, attempts=attempts, seconds=seconds)
        return Purchase(
            round(started, 6),
            round(started + seconds, 6),
            arrival.order,
            arrival.user,
            arrival.value,
            outcome,
            attempts,
            seconds,
            round(lag, 6),
        )

    def _ask(self, arrival: Arrival) -> Response | None:
        purchase = {"order": arrival.order, "user": arrival.user, "value": arrival.value}
        edge, name = self._edge.replicas[0], self._edge.server_name
        try:
            with socket.create_connection((edge.host, edge.port), PATIENCE_SECONDS) as connection:
                send_at_once(connection)
                with self._context.wrap_socket(connection, server_hostname=name) as secured:
                    write_request(secured, json_request("POST", "/buy", purchase), name)
                    return read_response(secured)
        except (OSError, WireError):
            return None
