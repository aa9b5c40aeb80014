"""Names out of certificates, for those who gave an address only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstcause.model.handshake import Outcome
from firstcause.model.proposal import Introduction
from firstcause.model.service import Endpoint, View
from firstcause.sources.discovery.addresses import from_introductions

FOUND = Introduction(
    Endpoint("127.0.0.1", 8443, "127.0.0.1"),
    Outcome.FAULTY,
    "tls/name-mismatch",
    "The certificate is valid for 'orders.internal', we asked for '127.0.0.1'.",
    ("orders.internal", "*.shop.example"),
)


def _remarks(found: Introduction) -> str:
    return "\n".join(from_introductions([found]).services[0].remarks)


@pytest.mark.parametrize(
    ("host", "names", "asked", "service"),
    [
        ("127.0.0.1", ("orders.internal",), "orders.internal", "orders"),
        ("127.0.0.1", ("*.shop.example", "orders.internal"), "orders.internal", "orders"),
        ("127.0.0.1", ("127.0.0.1", "orders.internal"), "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", ("*.shop.example",), "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", (), "127.0.0.1", "127.0.0.1"),
        ("localhost", ("orders.internal",), "orders.internal", "orders"),
        ("billing.internal", ("orders.internal",), "billing.internal", "billing"),
    ],
)
def test_the_name_that_is_asked_for(host: str, names: tuple[str, ...], asked: str, service: str) -> None:
    """From the certificate only where the user gave none: a certificate for another is a fault, and stays one."""
    found = replace(FOUND, endpoint=Endpoint(host, 8443, host), names=names)
    (proposed,) = from_introductions([found]).catalogue.services
    assert (proposed.endpoints[0].server_name, proposed.name) == (asked, service)


def test_replicas_become_one_service() -> None:
    """Two addresses that show the same name are two endpoints of one service."""
    other = replace(FOUND, endpoint=Endpoint("127.0.0.1", 8444, "127.0.0.1"))
    (service,) = from_introductions([FOUND, other]).catalogue.services
    assert [e.address for e in service.endpoints] == ["127.0.0.1:8443", "127.0.0.1:8444"]


def test_hosts_that_begin_alike_keep_their_whole_names() -> None:
    """`api.orders` and `api.billing` must not become one service `api`."""
    hosts = ("api.orders.example", "api.billing.example", "www.example")
    found = [replace(FOUND, endpoint=Endpoint(host, 443, host), names=()) for host in hosts]
    assert [s.name for s in from_introductions(found).catalogue.services] == [*hosts[:2], "www"]


def test_a_mismatch_of_an_address_is_no_fault() -> None:
    """Nobody asks a service for its IP address: that look was judged by a name that nobody uses."""
    assert "could not be seen" not in _remarks(FOUND)
    assert "tls/name-mismatch" in _remarks(replace(FOUND, endpoint=Endpoint("a.example", 443, "a.example")))


def test_an_unknown_authority_is_named() -> None:
    """The most usual finding in a private network, and what to do about it."""
    found = replace(FOUND, code="tls/unknown-ca", issuer="CN=Our CA")
    assert "its issuer, CN=Our CA, is not trusted here: name it as trust in a view" in _remarks(found)


def test_a_plain_port_has_no_endpoint() -> None:
    """A TLS probe at a plain port would only ever report a fault."""
    found = replace(FOUND, code="tls/plaintext-server", names=())
    proposal = from_introductions([found])
    assert proposal.catalogue.services[0].endpoints == ()
    assert "does not speak TLS" in proposal.services[0].remarks[0]


def test_whoever_asks_for_a_client_certificate_is_told() -> None:
    """With the issuers that the server named."""
    found = replace(FOUND, code="", certificate_requested=True, acceptable_issuers=("CN=Fleet CA",))
    assert "asks for a client certificate from CN=Fleet CA" in _remarks(found)


def test_the_view_of_the_looks_is_written_down() -> None:
    """As whom `init` looked, `serve` will look."""
    proposal = from_introductions([FOUND], View("callers", trust="/ca.pem"))
    assert proposal.catalogue.views == (View("callers", trust="/ca.pem"),)
    assert proposal.catalogue.services[0].views == ("callers",)
