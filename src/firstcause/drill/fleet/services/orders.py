"""order-service: keeps orders, has them charged by billing-api and the receipt sent by notification-service.

An order stands or falls with its charge; a receipt that cannot be handed over is tolerated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstcause.drill.fleet.client import Call
from firstcause.drill.fleet.routing import Answer, Exchange, Route, failed, ok
from firstcause.drill.fleet.services.toolkit import Toolkit
from firstcause.drill.fleet.wire import json_request

RECEIPT_BACKOFFS: Final = (0.6,)


class OrderService:
    """The routes of order-service, over its state."""

    def __init__(self, toolkit: Toolkit) -> None:
        self._toolkit = toolkit

    def place(self, exchange: Exchange) -> Answer:
        """`POST /orders` {order, user, value}: placing the same order again answers the same."""
        order, user, value = exchange.text("order"), exchange.text("user"), exchange.number("value")
        self._toolkit.state.put_once("order", order, {"order": order, "user": user, "value": value})
        if self._toolkit.state.get("charge", order) is None:
            refusal = self._charge(exchange, order, user, value)
            if refusal:
                return failed(502, refusal, user)
            self._toolkit.state.put_once("charge", order, {"order": order})
        self._hand_over_receipt(exchange, order, user)
        return ok({"order": order, "charged": True}, 201, user)

    def show(self, exchange: Exchange) -> Answer:
        """`GET /orders/{order}`."""
        order = self._toolkit.state.get("order", exchange.parameters["order"])
        return ok(order) if order is not None else failed(404, "no such order")

    def receipt(self, exchange: Exchange) -> Answer:
        """`GET /orders/{order}/receipt`: what the customer is to read."""
        order = self._toolkit.state.get("order", exchange.parameters["order"])
        if order is None:
            return failed(404, "no such order")
        return ok({"order": order["order"], "text": f"Thank you. Order {order['order']}: {order['value']} EUR."})

    def _charge(self, exchange: Exchange, order: str, user: str, value: float) -> str:
        """One try; "" when charged, else why not. The edge has other replicas to try."""
        callee = self._toolkit.layout.service("billing-api")
        request = json_request("POST", "/charges", {"order": order, "value": value})
        called = self._toolkit.client.call(Call(callee, "/charges", request, exchange.context, user))
        if called.response is not None and called.response.status >= 400:
            return f"billing-api answered {called.response.status}"
        return called.error

    def _hand_over_receipt(self, exchange: Exchange, order: str, user: str) -> None:
        callee = self._toolkit.layout.service("notification-service")
        request = json_request("POST", "/receipts", {"order": order})
        # Each failed try is counted and logged by the client; there is nothing to add.
        self._toolkit.client.call(Call(callee, "/receipts", request, exchange.context, user, RECEIPT_BACKOFFS))


def routes(toolkit: Toolkit) -> Sequence[Route]:
    """What order-service answers."""
    service = OrderService(toolkit)
    return (
        Route("POST", "/orders", service.place),
        Route("GET", "/orders/{order}", service.show),
        Route("GET", "/orders/{order}/receipt", service.receipt),
    )
