"""Client certificates, versions, suites, application protocols: what the peer refuses, or our side."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from OpenSSL import SSL

from firstcause.model.handshake import Outcome
from firstcause.model.service import View
from firstcause.pki import authority

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_mutual_tls_without_a_certificate(lab: Lab, version: ssl.TLSVersion) -> None:
    """On TLS 1.2 the alert is a bare handshake_failure; on 1.3 it comes only after our side was done."""
    observed = lab.look(lab.mutual_tls(version))
    assert observed.failure is not None
    assert observed.failure.code == "tls/client-certificate-missing"
    assert observed.failure.detected_by == "peer"
    assert observed.failure.alert is not None
    assert observed.observed.client_certificate.requested


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_mutual_tls_with_a_certificate(lab: Lab, version: ssl.TLSVersion) -> None:
    """The view's own client certificate opens the door."""
    assert lab.look(lab.mutual_tls(version), view=lab.client(lab.issuing)).outcome is Outcome.HEALTHY


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_mutual_tls_with_a_foreign_certificate(lab: Lab, version: ssl.TLSVersion) -> None:
    """The server distrusts whoever issued our certificate."""
    observed = lab.look(lab.mutual_tls(version), view=lab.foreign_client())
    assert observed.failure is not None
    assert observed.failure.code == "tls/client-certificate-rejected"
    assert "Foreign Root CA" in observed.failure.explanation


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_mutual_tls_with_an_expired_certificate(lab: Lab, version: ssl.TLSVersion) -> None:
    """The server says so, and our own copy of the certificate agrees."""
    long_ago = lab.now - authority.LEAF_LIFETIME - timedelta(days=1)
    observed = lab.look(lab.mutual_tls(version), view=lab.client(lab.issuing, long_ago))
    assert observed.failure is not None
    assert observed.failure.code == "tls/client-certificate-expired"


@pytest.mark.parametrize("version", [SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION])
def test_a_server_that_refuses_our_certificate_without_a_word(lab: Lab, version: int) -> None:
    """Node.js looks at it and hangs up; what it has seen, we know."""
    bundle, long_ago = lab.recipe.bundle(), lab.now - authority.LEAF_LIFETIME - timedelta(days=1)
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(version)
    context.set_max_proto_version(version)
    context.use_certificate_chain_file(lab.write("server.pem", bundle.bundle_pem))
    context.use_privatekey_file(lab.write("server.key", bundle.key_pem))

    def look_and_leave(connection: SSL.Connection, *_: object) -> bool:
        connection.sock_shutdown(socket.SHUT_WR)
        return True

    context.set_verify(SSL.VERIFY_PEER, look_and_leave)

    def handle(peer: socket.socket) -> None:
        peer.setblocking(True)
        connection = SSL.Connection(context, peer)
        connection.set_accept_state()
        with suppress(SSL.Error):
            connection.do_handshake()
        while peer.recv(4096):
            pass

    server = lab.serve(handle)
    foreign = lab.look(server, view=lab.foreign_client())
    expired = lab.look(server, view=lab.client(lab.issuing, long_ago))
    for observed, word in ((foreign, "rejected"), (expired, "expired")):
        assert observed.failure is not None
        assert observed.failure.code == f"tls/client-certificate-{word}"
        assert observed.alternatives == ("tls/peer-closed",)


def test_a_server_that_asks_over_http(lab: Lab) -> None:
    """Like nginx: the certificate is optional in the handshake, and then the request is answered with 400."""
    server = lab.optional_mutual_tls(b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")
    observed = lab.look(server, protocol="http")
    assert observed.failure is not None
    assert observed.failure.code == "tls/client-certificate-missing"
    assert lab.look(server).outcome is Outcome.HEALTHY


def test_no_common_version(lab: Lab) -> None:
    """A caller that stops at TLS 1.2 meets a server that begins at 1.3."""
    server = lab.tls(lab.recipe.bundle(), version=ssl.TLSVersion.TLSv1_3)
    observed = lab.look(server, view=View("old", lab.trust, max_version="TLSv1.2"))
    assert observed.failure is not None
    assert observed.failure.code == "tls/no-shared-version"
    assert observed.failure.alert is not None
    assert observed.failure.alert.name == "protocol_version"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_a_server_of_yesterday(lab: Lab) -> None:
    """A server that stops at TLS 1.1 is seen, and then judged by policy (RFC 8996)."""
    server = lab.tls(lab.recipe.bundle(), version=ssl.TLSVersion.TLSv1_1)
    observed = lab.look(server)
    assert observed.failure is not None
    assert observed.failure.code == "tls/no-shared-version"
    assert observed.observed.version == "TLSv1.1"


def test_no_common_cipher(lab: Lab) -> None:
    """A server with nothing but ARIA: alert 40 names no cause, so the others are kept as alternatives."""
    observed = lab.look(
        lab.tls(lab.recipe.bundle(), version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-ARIA128-GCM-SHA256")
    )
    assert observed.failure is not None
    assert observed.failure.code == "tls/no-shared-cipher"
    assert "tls/no-shared-group" in observed.alternatives


def test_no_common_application_protocol(lab: Lab) -> None:
    """A lenient server answers without a choice; a caller that needs h2 cannot go on."""
    server = lab.tls(lab.recipe.bundle(), alpn="spdy/9")
    observed = lab.look(server, alpn=("h2",))
    assert observed.failure is not None
    assert observed.failure.code == "tls/no-shared-alpn"
    assert lab.look(server, alpn=("h2", "http/1.1")).outcome is Outcome.HEALTHY


def test_the_application_protocol_is_seen(lab: Lab) -> None:
    """What both sides agreed on stands in the observation."""
    assert lab.look(lab.tls(lab.recipe.bundle(), alpn="h2"), alpn=("h2",)).observed.alpn == "h2"


def test_a_caller_whose_certificate_is_not_mounted_presents_none(lab: Lab) -> None:
    """The view looks as that caller would: without one; and says which file is not there."""
    missing = str(lab.directory / "missing.pem")
    observed = lab.look(lab.mutual_tls(ssl.TLSVersion.TLSv1_3), view=View("v", lab.trust, missing, missing))
    assert observed.failure is not None
    assert observed.failure.code == "tls/client-certificate-missing"
    assert missing in observed.failure.explanation


def test_a_view_without_its_files_is_unobserved(lab: Lab) -> None:
    """Our own side could not try, and says which file is missing."""
    server = lab.tls(lab.recipe.bundle())
    missing = str(lab.directory / "missing.pem")
    no_trust, no_key = View("v", missing), View("v", lab.trust, lab.trust, lab.trust)
    for view, path in ((no_trust, missing), (no_key, lab.trust)):
        observed = lab.look(server, view=view)
        assert observed.outcome is Outcome.UNOBSERVED
        assert observed.failure is not None
        assert observed.failure.code == "tls/local-configuration"
        assert observed.failure.explanation.startswith(path)


def test_a_key_of_another_certificate_is_unobserved(lab: Lab) -> None:
    """The client's certificate and key are not a pair: our own side cannot try."""
    view = lab.client(lab.issuing)
    mixed = replace(view, client_key=lab.write("other.key", authority.private_key_pem(authority.new_key())))
    observed = lab.look(lab.tls(lab.recipe.bundle()), view=mixed)
    assert observed.outcome is Outcome.UNOBSERVED
    assert observed.failure is not None
    assert "not a pair" in observed.failure.explanation
