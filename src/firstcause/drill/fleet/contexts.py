"""TLS contexts of one release: what a replica presents, and whom it trusts.

Both directions verify: the server asks for client certificates (the edge alone does not ask customers), the client
checks the chain and the name. Only the root is trusted, so a bundle without its intermediate fails at the peer. A
release that has no client certificate calls without one; it is the callee who minds.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firstcause.drill.fleet.behaviour import Behaviour

BUNDLE: Final = "bundle.pem"
KEY: Final = "key.pem"
CLIENT_BUNDLE: Final = "client.pem"
CLIENT_KEY: Final = "client.key"
TRUST: Final = "trust.pem"
VERSIONS: Final = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True, slots=True)
class Contexts:
    """The two sides of one release's identity. `server` is None where TLS is switched off."""

    server: ssl.SSLContext | None
    client: ssl.SSLContext


def load_contexts(release: Path, client_trust: Path, behaviour: Behaviour, *, mutual: bool) -> Contexts:
    """Contexts from the files of a release; clients are verified against `client_trust`.

    Raises ssl.SSLError, OSError in the library's words.
    """
    server = _server(release, client_trust, behaviour, mutual=mutual) if behaviour.tls else None
    return Contexts(server, _client(release, client_trust, behaviour))


def _server(release: Path, client_trust: Path, behaviour: Behaviour, *, mutual: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = VERSIONS[behaviour.minimum_version]
    context.load_cert_chain(release / BUNDLE, release / KEY)
    # No tickets: every connection is fresh on purpose, and a ticket that nobody reads turns a close into a reset.
    context.num_tickets = 0
    if mutual:
        context.load_verify_locations(client_trust)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _client(release: Path, trust: Path, behaviour: Behaviour) -> ssl.SSLContext:
    own = release / TRUST
    context = customer_context(own if own.exists() else trust)
    context.maximum_version = VERSIONS[behaviour.client_maximum_version]
    if (release / CLIENT_BUNDLE).exists():
        context.load_cert_chain(release / CLIENT_BUNDLE, release / CLIENT_KEY)
    return context


def customer_context(trust: Path) -> ssl.SSLContext:
    """The client side of somebody without a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(trust)
    return context


def common_name(connection: ssl.SSLSocket) -> str:
    """The subject's CN of the peer's verified certificate; "" without one."""
    certificate = connection.getpeercert() or {}
    subject = certificate.get("subject", ())
    return next((str(v) for names in subject for k, v in _pairs(names) if k == "commonName"), "")


def _pairs(names: object) -> list[tuple[str, str]]:
    """`getpeercert` nests tuples whose shape its type does not tell."""
    return [(str(n[0]), str(n[1])) for n in names if isinstance(n, tuple)] if isinstance(names, tuple) else []
