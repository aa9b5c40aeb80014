"""storefront, the edge: takes the customers' purchases as an ingress would and balances them over order-service.

When a try fails it tries at most two other replicas, after about 0.3 s and 1 s. How the purchase went for the
customer (ok, slow, retried, failed) is told here and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from firstcause.drill.fleet.client import Call, Called
from firstcause.drill.fleet.metrics import OBJECTIVE_SECONDS
from firstcause.drill.fleet.routing import Answer, Exchange, Route, failed, ok
from firstcause.drill.fleet.services.toolkit import Toolkit
from firstcause.drill.fleet.wire import json_request

BACKOFFS: Final = (0.3, 1.0)


def routes(toolkit: Toolkit) -> Sequence[Route]:
    """`POST /buy` {order, user, value}."""

    def buy(exchange: Exchange) -> Answer:
        user = exchange.text("user")
        order = {"order": exchange.text("order"), "user": user, "value": exchange.number("value")}
        request = json_request("POST", "/orders", order)
        callee = toolkit.layout.service("order-service")
        called = toolkit.client.call(Call(callee, "/orders", request, exchange.context, user, BACKOFFS))
        return _answer(called, user, time.perf_counter() - exchange.accepted_at)

    return (Route("POST", "/buy", buy),)


def _answer(called: Called, user: str, seconds: float) -> Answer:
    if called.response is None:
        answer = failed(502, called.error, user)
    elif called.response.status >= 400:
        answer = failed(called.response.status, f"order-service answered {called.response.status}", user)
    else:
        answer = replace(ok(called.response.json(), called.response.status, user), outcome=_outcome(called, seconds))
    return replace(answer, headers={"x-attempts": str(called.attempts)})


def _outcome(called: Called, seconds: float) -> str:
    if called.attempts > 1:
        return "retried"
    return "slow" if seconds > OBJECTIVE_SECONDS else "ok"
