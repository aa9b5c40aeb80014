"""Which names a certificate covers (RFC 9525)."""

from __future__ import annotations

import pytest

from firstcause.tls.alerts import ALERTS, alert_name, alert_number
from firstcause.tls.names import dns_name_matches


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("order.internal.example", "order.internal.example", True),
        ("Order.Internal.Example", "order.internal.EXAMPLE.", True),
        ("*.internal.example", "order.internal.example", True),
        ("*.internal.example", "internal.example", False),
        ("*.internal.example", "a.order.internal.example", False),
        ("o*.internal.example", "order.internal.example", False),
        ("order.*.example", "order.internal.example", False),
        ("*.internal", "order.internal", False),
        ("*", "order", False),
        ("order.internal", "order.internal.example", False),
        ("xn--bcher-kva.internal.example", "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.internal.example", True),
        ("xn--bcher-kva.internal.example", "bucher.internal.example", False),
        ("order.internal", "\N{LATIN SMALL LETTER U WITH DIAERESIS}..internal", False),
    ],
)
def test_dns_names(pattern: str, name: str, covered: bool) -> None:
    """A wildcard stands for the whole leftmost label and nothing else; case and a final dot do not count."""
    assert dns_name_matches(pattern, name) is covered


def test_alert_names_go_both_ways() -> None:
    """Each number has one name, and back; strangers are called unassigned."""
    assert all(alert_number(name) == number for number, name in ALERTS.items())
    assert alert_name(116) == "certificate_required"
    assert alert_name(250) == "unassigned_250"
