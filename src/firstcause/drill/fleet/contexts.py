"""TLS contexts of one release: what a replica presents, and whom it trusts.

Both directions verify: the server asks for client certificates (the edge alone does not ask customers), the client
checks the chain and the name. Only the root is trusted, so a bundle without its intermediate fails at the peer.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

BUNDLE = "bundle.pem"
KEY = "key.pem"


@dataclass(frozen=True, slots=True)
class Contexts:
    """The two sides of one release's identity."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def load_contexts(release: Path, trust: Path, *, mutual: bool) -> Contexts:
    """Contexts from `bundle.pem` and `key.pem`. Raises ssl.SSLError, OSError in the library's words."""
    server = _context(ssl.PROTOCOL_TLS_SERVER, release)
    # No tickets: every connection is fresh on purpose, and a ticket that nobody reads turns a close into a reset.
    server.num_tickets = 0
    if mutual:
        server.load_verify_locations(trust)
        server.verify_mode = ssl.CERT_REQUIRED
    client = _context(ssl.PROTOCOL_TLS_CLIENT, release)
    client.load_verify_locations(trust)
    return Contexts(server, client)


def customer_context(trust: Path) -> ssl.SSLContext:
    """The client side of somebody without a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(trust)
    return context


def _context(protocol: ssl._SSLMethod, release: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(release / BUNDLE, release / KEY)
    return context


def common_name(connection: ssl.SSLSocket) -> str:
    """The subject's CN of the peer's verified certificate; "" without one."""
    certificate = connection.getpeercert() or {}
    subject = certificate.get("subject", ())
    return next((str(v) for names in subject for k, v in _pairs(names) if k == "commonName"), "")


def _pairs(names: object) -> list[tuple[str, str]]:
    """`getpeercert` nests tuples whose shape its type does not tell."""
    return [(str(n[0]), str(n[1])) for n in names if isinstance(n, tuple)] if isinstance(names, tuple) else []
