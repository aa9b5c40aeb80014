"""Hostile bytes under encryption: a TLS 1.3 server that answers our ClientHello well, and then means no good."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.hostile.conftest import code_of

from firstcause.model.handshake import Outcome
from firstcause.testing import odd_certificates as odd
from firstcause.testing import tls_bytes as tls
from firstcause.testing.sealed_server import SealedServer
from firstcause.tls.certificate import der

if TYPE_CHECKING:
    from tests.hostile.conftest import Range

EXTENSIONS = tls.message(tls.ENCRYPTED_EXTENSIONS, b"\x00\x00")
TICKET = tls.message(
    tls.NEW_SESSION_TICKET, bytes(8) + tls.vector(b"n", 1) + tls.vector(b"ticket" * 20, 2) + b"\x00\x00"
)
SIGNATURES = tls.extension(13, tls.vector(b"\x04\x03", 2))
ANSWER = b"HTTP/1.1 200 \x1b[2J\r\n" + b"x" * 1000


def asks_for(*issuers: bytes) -> bytes:
    """A CertificateRequest with this list of authorities."""
    names = tls.extension(47, tls.vector(b"".join(tls.vector(issuer, 2) for issuer in issuers), 2))
    return tls.message(tls.CERTIFICATE_REQUEST, b"\x00" + tls.vector(SIGNATURES + names, 2))


def asking(hostile: Range, *issuers: bytes) -> object:
    """What a look at a server with this list sees of it."""

    def say(server: SealedServer) -> None:
        server.say(EXTENSIONS + asks_for(*issuers) + tls.certificates_13(der(c) for c in hostile.bundle.chain))
        server.prove(hostile.bundle.key)  # type: ignore[arg-type]  # our bundles have keys of P-256
        server.finish()

    observed = hostile.look(hostile.sealed(say))
    assert observed.outcome is Outcome.HEALTHY
    return observed.observed.client_certificate.acceptable_issuers


def test_a_long_list_of_authorities_is_shown_in_part(hostile: Range) -> None:
    """A thousand names, in colours; twenty of them tell enough."""
    shown = asking(hostile, *(odd.name(b"\x1b[31mAuthority %d" % n) for n in range(1000)))
    assert isinstance(shown, tuple)
    assert len(shown) == 21
    assert shown[0] == r"CN=\x1b[31mAuthority 0"
    assert shown[-1] == "and 980 more"


def test_a_list_with_a_name_that_cannot_be_read_is_no_trouble_of_ours(hostile: Range) -> None:
    """OpenSSL lets text pass that is none; the look failed with the words of a library, and was unobserved."""
    printable, bits = odd.name(b"\x1b[2J", tag=0x13), odd.name(b"\x00bits", tag=odd.BITS)
    unread = "a name that cannot be read"
    assert asking(hostile, printable, bits, odd.name(b""), odd.name(b"Well")) == (unread, unread, "CN=", "CN=Well")


@pytest.mark.parametrize("protocol", ["", "http"])
@pytest.mark.parametrize("what", ["tickets", "key updates", "application data"])
def test_a_flood_after_the_handshake_changes_nothing(hostile: Range, what: str, protocol: str) -> None:
    """The endpoint is healthy; that it never stops to talk is not waited for."""

    def say(server: SealedServer) -> None:
        server.flight(hostile.bundle)
        floods = {
            "tickets": lambda: server.seal(tls.HANDSHAKE, TICKET),
            "key updates": server.update_key,
            "application data": lambda: server.seal(tls.APPLICATION_DATA, ANSWER),
        }
        hostile.floods(server, floods[what])

    assert code_of(hostile.look(hostile.sealed(say), protocol=protocol)) == "healthy"


def test_empty_records_after_the_handshake_are_refused(hostile: Range) -> None:
    """RFC 8446 section 5.1 allows them; so many are an attack, and our library says so."""

    def say(server: SealedServer) -> None:
        server.flight(hostile.bundle)
        hostile.floods(server, lambda: server.seal(tls.APPLICATION_DATA, b""))

    assert code_of(hostile.look(hostile.sealed(say))) == "tls/malformed-record"


def _endless(server: SealedServer, hostile: Range, kind: int) -> None:
    server.connection.sendall(server.seal(tls.HANDSHAKE, tls.message(kind, b"", (1 << 24) - 1)))
    hostile.floods(server, lambda: server.seal(tls.HANDSHAKE, bytes(tls.MOST_PLAINTEXT)))


@pytest.mark.parametrize("kind", [tls.ENCRYPTED_EXTENSIONS, tls.CERTIFICATE, tls.CERTIFICATE_REQUEST, tls.FINISHED, 99])
def test_an_endless_message_is_a_malformed_record(hostile: Range, kind: int) -> None:
    """Sixteen megabytes are promised, and begun."""

    def say(server: SealedServer) -> None:
        if kind != tls.ENCRYPTED_EXTENSIONS:
            server.say(EXTENSIONS)
        _endless(server, hostile, kind)

    assert code_of(hostile.look(hostile.sealed(say))) == "tls/malformed-record"


def test_padding_without_content_is_a_malformed_record(hostile: Range) -> None:
    """RFC 8446 section 5.4: a record of nothing but zeros has no type."""
    observed = hostile.look(hostile.sealed(lambda server: hostile.floods(server, lambda: server.seal(0, b""))))
    assert code_of(observed) == "tls/malformed-record"


def test_a_compression_bomb_is_never_unpacked(hostile: Range) -> None:
    """Sixteen megabytes of zeros in sixteen kilobytes (RFC 8879): we offer no compression, so it is not expected."""

    packed = tls.vector(zlib.compress(bytes((1 << 24) - 1), 1), 3)
    size = ((1 << 24) - 1).to_bytes(3, "big")

    def say(server: SealedServer) -> None:
        server.say(EXTENSIONS + tls.message(tls.COMPRESSED_CERTIFICATE, b"\x00\x01" + size + packed))

    observed = hostile.look(hostile.sealed(say))
    assert code_of(observed) == "tls/malformed-record"
    assert observed.failure
    assert observed.failure.alert
    assert observed.failure.alert.name == "unexpected_message"


@pytest.mark.parametrize("size", [10, 60_000])
def test_a_staple_of_garbage_is_named(hostile: Range, size: int) -> None:
    """Our library ends the handshake over it; it was called a malformed record, in the words of a parser."""
    garbage = tls.extension(5, tls.staple(os.urandom(size)))
    observed = hostile.look(hostile.sealed(lambda server: server.flight(hostile.bundle, garbage)))
    assert code_of(observed) == "tls/revocation-unavailable"


GARBAGE = bytes(range(256))


@pytest.mark.parametrize("kind", [tls.CHANGE_CIPHER_SPEC, tls.ALERT, tls.HANDSHAKE, 24, 99])
@pytest.mark.parametrize("after", range(5))
def test_garbage_after_each_message_is_a_malformed_record(hostile: Range, after: int, kind: int) -> None:
    """After ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished, in a record of each type."""

    def say(server: SealedServer) -> None:
        steps: tuple[Callable[[], None], ...] = (
            lambda: None,
            lambda: server.say(EXTENSIONS),
            lambda: server.say(tls.certificates_13(der(c) for c in hostile.bundle.chain)),
            lambda: server.prove(hostile.bundle.key),  # type: ignore[arg-type]  # our bundles have keys of P-256
            server.finish,
        )
        for step in steps[: after + 1]:
            step()
        server.connection.sendall(server.seal(kind, GARBAGE))

    assert code_of(hostile.look(hostile.sealed(say))) == "tls/malformed-record"
