"""From first looks at bare addresses to services: what a certificate says of whoever shows it.

A name is taken from a certificate only where the user gave none (an IP address, localhost); where he gave one, that
the certificate is for another is a fault, and hiding it is the last thing that we want.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.proposal import Introduction, Proposal, ProposedService, ProposedView
from firstcause.model.service import Endpoint, Service, View
from firstcause.sources.discovery.assemble import assemble
from firstcause.sources.discovery.naming import covers, is_address, names_of
from firstcause.sources.discovery.shapes import tidy

NOT_TLS = "tls/plaintext-server"
UNTRUSTED = frozenset({"tls/unknown-ca", "tls/self-signed"})
SHOWN = 5  # names and issuers told in a remark
UNTOLD = ("whether it has metrics, and who deploys it: a handshake does not tell",)


def from_introductions(found: Sequence[Introduction], view: View | None = None) -> Proposal:
    """One service for each name asked for; endpoints that share it are replicas. `view`: as whom the looks were."""
    asked = [replace(f, endpoint=replace(f.endpoint, server_name=_server_name(f))) for f in found]
    names = names_of(f.endpoint.server_name for f in asked)
    services = [_service(names[f.endpoint.server_name], f, view) for f in asked]
    views = (ProposedView(view),) if view else ()
    return assemble(", ".join(f.endpoint.address for f in found), services, views, UNTOLD)


def introduction(endpoint: Endpoint, seen: HandshakeObserved) -> Introduction:
    """What this look showed."""
    leaf = seen.observed.chain[0] if seen.observed.chain else None
    request = seen.observed.client_certificate
    return Introduction(
        endpoint,
        seen.outcome,
        seen.failure.code if seen.failure else "",
        tidy(seen.failure.explanation) if seen.failure else "",
        tuple(tidy(name) for name in leaf.names) if leaf else (),
        tidy(leaf.issuer) if leaf else "",
        request.requested,
        tuple(tidy(issuer) for issuer in request.acceptable_issuers),
    )


def _server_name(found: Introduction) -> str:
    """The name that callers presumably ask for."""
    host = found.endpoint.server_name
    if not is_address(host) and host != "localhost":
        return host
    if any(name == host for name in found.names):
        return host
    hosts = (name for name in found.names if not name.startswith("*.") and not is_address(name))
    return next(hosts, host)


def _service(name: str, found: Introduction, view: View | None) -> ProposedService:
    watched = found.code != NOT_TLS
    service = Service(name, endpoints=(found.endpoint,) if watched else (), views=(view.name,) if view else ())
    return ProposedService(service, tuple(_remarks(found)))


def _remarks(found: Introduction) -> Iterator[str]:
    where, asked = found.endpoint.address, found.endpoint.server_name
    if found.code == NOT_TLS:
        yield f"{where} does not speak TLS, so no handshake is watched there; give the URL of its metrics instead"
        return
    others = [n for n in found.names if n != asked]
    if others and found.outcome is not Outcome.UNOBSERVED:
        told = ", ".join(others[:SHOWN]) + (", ..." if len(others) > SHOWN else "")
        yield f"{where} is asked as {asked}; its certificate is also for {told}"
    yield from _fault(found)
    if found.certificate_requested:
        issuers = "; ".join(found.acceptable_issuers[:SHOWN]) or "any issuer"
        yield f"{where} asks for a client certificate from {issuers}: name one in a view of a caller"


def _fault(found: Introduction) -> Iterator[str]:
    """What is wrong there now, or seems to be."""
    where, asked = found.endpoint.address, found.endpoint.server_name
    # The look was judged by the name that the user gave, which may not be the one that callers ask for.
    renamed = found.code == "tls/name-mismatch" and any(covers(name, asked) for name in found.names)
    if renamed or not (found.code or found.outcome is Outcome.UNOBSERVED):
        return
    if found.code in UNTRUSTED:
        yield f"{where}: {found.code}: its issuer, {found.issuer}, is not trusted here: name it as trust in a view"
    else:
        yield f"{where} could not be seen in good health: {found.code or 'not looked at'}: {found.explanation}"
