"""Words that were really said: Python's ssl at both ends, one fault a handshake, and the fault named from the words."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.pki import authority, faults
from firstcause.tls.explain.combine import combine
from firstcause.tls.explain.explain import explain
from firstcause.tls.explain.words import Explanation

from .conftest import NAME, Lab, Words, secured

SERVER_CERTIFICATES = [
    "tls/certificate-expired",
    "tls/certificate-not-yet-valid",
    "tls/name-mismatch",
    "tls/unknown-ca",
    "tls/incomplete-chain",
    "tls/self-signed",
    "tls/wrong-key-usage",
    "tls/invalid-ca",
]
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def told(words: Words) -> tuple[Explanation, Explanation, Explanation]:
    client, server = explain(words.client, role="client"), explain(words.server, role="server")
    return client, server, combine(client, server)


def codes(explanation: Explanation) -> list[str]:
    return [cause.code for cause in explanation.causes]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", SERVER_CERTIFICATES)
def test_server_certificates(lab: Lab, code: str, version: ssl.TLSVersion) -> None:
    """The client names the fault, or lists it; the server, who only hears an alert, lists it; together they name it."""
    client = lab.client()
    client.maximum_version = version
    words = lab.handshake(lab.server(faults.FAULTS[code](lab.recipe)), client)
    by_client, by_server, both = told(words)
    assert code in codes(by_client)[:2], words.client
    assert code in codes(by_server), words.server
    assert code in codes(both)[:2], words
    assert by_client.side_at_fault in ("server", "either")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_missing_client_certificate(lab: Lab, version: ssl.TLSVersion) -> None:
    """The server says so; the client hears 116 at its first read, or in TLS 1.2 the silent 40, and lists it."""
    client = lab.client()
    client.maximum_version = version
    by_client, by_server, both = told(lab.handshake(lab.server(client_authority=lab.root), client))
    assert "tls/client-certificate-missing" in codes(by_client)
    assert codes(by_server)[0] == codes(both)[0] == "tls/client-certificate-missing"
    assert by_server.side_at_fault == both.side_at_fault == "client"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", ["tls/client-certificate-rejected", "tls/client-certificate-expired"])
def test_client_certificates(lab: Lab, code: str, version: ssl.TLSVersion) -> None:
    """The same words as for a server's certificate mean the client's when a server says them."""
    expired = replace(lab.recipe, now=lab.now - authority.LEAF_LIFETIME - timedelta(days=1)).bundle()
    foreign = faults.FAULTS["tls/unknown-ca"](lab.recipe)
    client = lab.client(expired if code.endswith("expired") else foreign)
    client.maximum_version = version
    by_client, by_server, both = told(lab.handshake(lab.server(client_authority=lab.root), client))
    assert codes(by_client)[0] == codes(by_server)[0] == codes(both)[0] == code
    assert by_client.side_at_fault == by_server.side_at_fault == "client"


def test_versions(lab: Lab) -> None:
    """A server of TLS 1.3 and a client that stops at 1.2."""
    server, client = lab.server(), lab.client()
    server.minimum_version = ssl.TLSVersion.TLSv1_3
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    by_client, by_server, both = told(lab.handshake(server, client))
    assert codes(by_client)[0] == codes(by_server)[0] == codes(both)[0] == "tls/no-shared-version"


def test_ciphers(lab: Lab) -> None:
    """The client hears the silent alert 40 and lists it; with the server's words it is sure."""
    server, client = lab.server(), lab.client()
    server.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers("ECDHE-ECDSA-CHACHA20-POLY1305")
    by_client, by_server, both = told(lab.handshake(server, client))
    assert "tls/no-shared-cipher" in codes(by_client)
    assert not by_client.causes[0].confidence > 0.5
    assert codes(by_server)[0] == codes(both)[0] == "tls/no-shared-cipher"
    assert both.causes[0].confidence > 0.9


@pytest.mark.parametrize("hello", [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"])
def test_a_plain_client(lab: Lab, hello: bytes) -> None:
    """A client without TLS at a listener with TLS: the server's words name it."""
    server = lab.server()
    words = lab.meet(lambda end: secured(server, end), lambda end: end.sendall(hello))
    assert codes(explain(words.server, role="server"))[0] == "tls/plaintext-client", words.server


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.internal ESMTP\r\n"])
def test_a_plain_server(lab: Lab, answer: bytes) -> None:
    """A client with TLS at a listener without: the client's words name it."""
    client = lab.client()
    words = lab.meet(lambda end: end.sendall(answer), lambda end: secured(client, end, NAME))
    assert codes(explain(words.client, role="client"))[0] == "tls/plaintext-server", words.client


def test_a_server_that_falls_silent(lab: Lab) -> None:
    """The handshake does not come to its end in time."""

    def silent(end: socket.socket) -> None:
        while end.recv(4096):
            pass

    def impatient(end: socket.socket) -> None:
        end.settimeout(0.1)
        secured(lab.client(), end, NAME)

    words = lab.meet(silent, impatient)
    assert codes(explain(words.client, role="client")) == ["tls/handshake-timeout"], words.client


@pytest.mark.parametrize(("linger", "code"), [(False, "tls/peer-closed"), (True, "tls/connection-reset")])
def test_a_server_that_leaves(lab: Lab, linger: bool, code: str) -> None:
    """Closed in good order, or reset, after the ClientHello."""

    def leave(end: socket.socket) -> None:
        end.recv(4096)
        if linger:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            end.close()

    client = lab.client()
    words = lab.meet(leave, lambda end: secured(client, end, NAME))
    assert codes(explain(words.client, role="client"))[0] == code, words.client


def test_a_key_that_is_not_the_certificates(lab: Lab) -> None:
    """The pair is refused before anybody connects."""
    with pytest.raises(ssl.SSLError) as refused:
        lab.server(faults.FAULTS["tls/key-mismatch"](lab.recipe))
    assert codes(explain(str(refused.value))) == ["tls/key-mismatch"]


def test_a_good_handshake_has_no_words(lab: Lab) -> None:
    """The lab itself is well: without a fault neither end complains."""
    client = authority.leaf(lab.issuer, "billing", ("billing.internal",), lab.now)
    assert lab.handshake(lab.server(client_authority=lab.root), lab.client(client)) == Words("", "")
