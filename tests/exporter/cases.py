"""A catalogue, and a look at it that needs no network."""

from __future__ import annotations

from datetime import UTC, datetime

from firstcause.model.handshake import (
    CertificateSummary,
    Detail,
    HandshakeFailure,
    HandshakeObserved,
    Observed,
    Outcome,
    Phase,
    Timing,
)
from firstcause.model.service import Endpoint, Service

AT = datetime(2025, 11, 7, 4, 58, 41, tzinfo=UTC)
LEAF = CertificateSummary(
    "CN=orders",
    "CN=Issuing CA",
    datetime(2025, 11, 7, 3, tzinfo=UTC),
    datetime(2026, 2, 5, 3, tzinfo=UTC),
    "1f0",
    "ab" * 32,
    ("orders.internal", "10.0.0.7"),
)
ORDERS = Service(
    "orders",
    owner="the orders team",
    tier=1,
    runbook="https://wiki.internal/orders",
    views=("billing", "edge"),
    endpoints=(
        Endpoint("10.0.0.7", 8443, "orders.internal", ("h2", "http/1.1")),
        Endpoint("::1", 8443, "orders.internal", ("h2",)),
    ),
)
LEDGER = Service("ledger", tier=3, runbook="runbook-ledger", endpoints=(Endpoint("Ledger.internal", 443, "ledger"),))
SEEN = HandshakeObserved(
    "orders",
    "10.0.0.7:8443",
    "orders.internal",
    "billing",
    Outcome.HEALTHY,
    observed=Observed(
        "TLSv1.2",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "x25519",
        chain=(LEAF,),
        address="10.0.0.7",
        accepted_until=LEAF.not_after,
    ),
    timing=Timing(0.004, 0.003, 0.001, 0.002),
)


def failed(code: str) -> HandshakeFailure:
    """A failure of this name."""
    return HandshakeFailure(code, Phase.CERTIFICATE_VERIFY, "local", Detail("", ()), "")
