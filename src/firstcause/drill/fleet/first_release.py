"""What a service's first release holds: its two identities, whom it trusts, and how it behaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from firstcause.drill.fleet.authority import RunAuthority
from firstcause.drill.fleet.behaviour import Behaviour
from firstcause.drill.fleet.contexts import BUNDLE, CLIENT_BUNDLE, CLIENT_KEY, KEY, TRUST
from firstcause.drill.fleet.layout import ServiceLayout

# billing-api keeps its charges in a database across a network; that is how long a write takes on a good day.
DATABASE_SECONDS: Final[Mapping[str, float]] = {"billing-api": 0.06}


def first_behaviour(service: str, capped: str = "") -> Behaviour:
    """How the service behaves while all is well. `capped` names the one whose client speaks TLS 1.2 at most."""
    highest = "TLSv1.2" if service == capped else "TLSv1.3"
    return Behaviour(client_maximum_version=highest, database_seconds=DATABASE_SECONDS.get(service, 0.0))


def first_files(
    authority: RunAuthority, service: ServiceLayout, now: datetime, *, capped: str = ""
) -> dict[str, bytes]:
    """Name -> content. As a server and as a client it has a certificate each, as with most issuing agents."""
    server, client = authority.leaf(service, now), authority.client_leaf(service, now)
    return {
        BUNDLE: server.bundle_pem,
        KEY: server.key_pem,
        CLIENT_BUNDLE: client.bundle_pem,
        CLIENT_KEY: client.key_pem,
        TRUST: authority.root.certificate_pem,
        **first_behaviour(service.name, capped).files(),
    }
