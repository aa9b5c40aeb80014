"""billing-api and notification-service: they take an order's business at once, and ask order-service about it later.

Both answer first and call back from a queue, up to three tries, as the edge does.
"""

from __future__ import annotations

from collections.abc import Sequence

from firstcause.drill.fleet.client import Call
from firstcause.drill.fleet.routing import Answer, Exchange, Route, ok
from firstcause.drill.fleet.services.storefront import BACKOFFS
from firstcause.drill.fleet.services.toolkit import Toolkit
from firstcause.drill.fleet.traces import TraceContext
from firstcause.drill.fleet.wire import json_request


def billing_routes(toolkit: Toolkit) -> Sequence[Route]:
    """`POST /charges` {order, value}; the order is verified afterwards."""

    def charge(exchange: Exchange) -> Answer:
        order = exchange.text("order")
        charge = {"order": order, "value": exchange.number("value")}
        if toolkit.state.put_once("charge", order, charge):
            toolkit.callbacks.add(lambda: _call_back(toolkit, order, "", exchange.context))
        return ok({"charged": True}, 201)

    return (Route("POST", "/charges", charge),)


def notification_routes(toolkit: Toolkit) -> Sequence[Route]:
    """`POST /receipts` {order}; the receipt is rendered afterwards."""

    def accept(exchange: Exchange) -> Answer:
        order = exchange.text("order")
        if toolkit.state.put_once("receipt", order, {"order": order}):
            toolkit.callbacks.add(lambda: _call_back(toolkit, order, "/receipt", exchange.context))
        return ok({"accepted": True}, 202)

    return (Route("POST", "/receipts", accept),)


def _call_back(toolkit: Toolkit, order: str, suffix: str, context: TraceContext) -> None:
    """Ask order-service for the order (or its receipt), and keep that it was done."""
    request = json_request("GET", f"/orders/{order}{suffix}")
    route = f"/orders/{{order}}{suffix}"
    callee = toolkit.layout.service("order-service")
    called = toolkit.client.call(Call(callee, route, request, context, backoffs=BACKOFFS))
    if called.response is not None and called.response.status < 400:
        toolkit.state.put_once("called-back", order, called.response.json())
        return
    error = called.error or f"order-service answered {called.response.status if called.response else 'nothing'}"
    toolkit.telemetry.log.write(
        "ERROR",
        "callback failed",
        trace_id=context.trace,
        route=route,
        callee=callee.name,
        outcome="failed",
        error=error,
    )
