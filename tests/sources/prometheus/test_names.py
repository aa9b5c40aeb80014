"""The names that servers have for our services."""

from __future__ import annotations

import pytest

from firstcause.model.service import Catalogue, Endpoint, Service
from firstcause.sources.prometheus.names import Names

NAMES = Names(
    Catalogue(
        (
            Service("orders", endpoints=(Endpoint("10.0.0.1", 8443, "orders.internal"),)),
            Service("billing", metrics_name="billing-legacy", endpoints=(Endpoint("127.0.0.1", 1, "pay.example"),)),
            Service("mail", endpoints=(Endpoint("127.0.0.1", 2, "mail.internal"),)),
        )
    )
)


@pytest.mark.parametrize(
    ("value", "service"),
    [
        ("orders", "orders"),
        ("shop/orders", "orders"),
        ("orders.internal", "orders"),
        ("orders.internal:8443", "orders"),
        ("orders.shop.svc.cluster.local", "orders"),
        ("10.0.0.1", "orders"),
        ("10.0.0.1:8443", "orders"),
        ("billing-legacy", "billing"),
        ("pay.example:443", "billing"),
        ("127.0.0.1:2", "mail"),
        ("billing", None),
        ("127.0.0.1", None),
        ("orders-canary", None),
        ("", None),
    ],
)
def test_a_name_is_recognised_or_not(value: str, service: str | None) -> None:
    """Namespaces, ports and domains aside; a host that several services share tells none of them."""
    assert NAMES.service(value) == service
    assert NAMES.canonical(value) == (service or value)
