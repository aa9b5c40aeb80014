"""Which services there are, how many replicas each has, and what each answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from firstcause.drill.fleet.layout import EDGE
from firstcause.drill.fleet.routing import Route
from firstcause.drill.fleet.services import orders, storefront
from firstcause.drill.fleet.services.dependents import billing_routes, notification_routes
from firstcause.drill.fleet.services.toolkit import Toolkit

ROUTES: Final[Mapping[str, Callable[[Toolkit], Sequence[Route]]]] = {
    EDGE: storefront.routes,
    "order-service": orders.routes,
    "billing-api": billing_routes,
    "notification-service": notification_routes,
}
