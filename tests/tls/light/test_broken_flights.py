"""Whatever a server does otherwise, the light client says that it cannot follow, and never that all is well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.tls.light import vectors as rfc
from tests.tls.light.test_vectors import FLIGHT, SUITE, client, data_secret, flight

from firstcause.tls.light.records import Kind, Protection, plain
from firstcause.tls.light.unexpected import UnexpectedError

HELLO = plain(Kind.HANDSHAKE, rfc.SERVER_HELLO)
# SHA-256 of "HelloRetryRequest", in the place of the server's random (RFC 8446 section 4.1.3).
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def sealed(*messages: bytes) -> bytes:
    """One record a message, under the server's key."""
    keys = Protection(SUITE, rfc.SERVER_HANDSHAKE_TRAFFIC)
    return HELLO + b"".join(keys.seal(Kind.HANDSHAKE, message) for message in messages)


def otherwise() -> Iterator[tuple[str, bytes]]:
    """Flights that are not those of a healthy server that asks for nothing."""
    hello, extensions = rfc.SERVER_HELLO, rfc.ENCRYPTED_EXTENSIONS
    certificate, verify, finished = rfc.CERTIFICATE, rfc.CERTIFICATE_VERIFY, rfc.SERVER_FINISHED
    request = bytes.fromhex("0d00000b00000 8000d000400020804".replace(" ", ""))
    yield "a HelloRetryRequest", plain(Kind.HANDSHAKE, hello[:6] + RETRY + hello[38:])
    yield "TLS 1.2", plain(Kind.HANDSHAKE, hello[:-2] + b"\x03\x03")
    yield "a suite that was not offered", plain(Kind.HANDSHAKE, hello.replace(b"\x13\x01\0", b"\x13\x04\0"))
    yield "another group", plain(Kind.HANDSHAKE, hello.replace(b"\x00\x1d\x00\x20", b"\x00\x17\x00\x20"))
    yield "a share of nothing", plain(Kind.HANDSHAKE, hello[:-38] + bytes(32) + hello[-6:])
    yield "an alert", plain(Kind.ALERT, b"\x02\x28")
    yield "HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n"
    yield "a request for a client certificate", sealed(extensions, request)
    yield "a compressed certificate", sealed(extensions, b"\x19" + certificate[1:])
    yield "no certificate", sealed(extensions, bytes.fromhex("0b00000400000000"))
    yield "an extension that was not offered", sealed(bytes.fromhex("0800000600040031 0000".replace(" ", "")))
    yield "no CertificateVerify", sealed(extensions, certificate, finished)
    yield "a signature by another key", sealed(extensions, certificate, verify[:-1] + b"\0")
    yield "a scheme of TLS 1.2", sealed(extensions, certificate, verify[:4] + b"\x04\x01" + verify[6:])
    yield "another Finished", sealed(extensions, certificate, verify, finished[:-1] + b"\0")
    yield "more behind the Finished", sealed(extensions, certificate, verify, finished + b"\x04")
    yield "clear text behind the hellos", HELLO + plain(Kind.HANDSHAKE, extensions)


@pytest.mark.parametrize(("name", "data"), [pytest.param(*pair, id=pair[0]) for pair in otherwise()])
def test_what_is_not_followed_is_said(name: str, data: bytes) -> None:
    """At the byte at which it shows."""
    one = client()
    with pytest.raises(UnexpectedError):
        one.receive(data)
    assert not one.established


@pytest.mark.parametrize("place", range(0, len(flight()), 9))
def test_a_changed_byte_is_never_overlooked(place: int) -> None:
    """Of the hello, of a signature, of any record; at the least the server is not believed."""
    data = bytearray(flight())
    data[place] ^= 0x20
    one = client()
    try:
        one.receive(bytes(data))
    except UnexpectedError:
        return
    # Only a length that grew is waited for, and the record's version, which nobody reads (RFC 8446 section 5.1).
    assert not one.established or place in (2, 97)


@given(some.binary(max_size=200), some.integers(0, len(FLIGHT)))
def test_noise_is_an_answer_that_is_not_followed(noise: bytes, kept: int) -> None:
    """It never fails in another way, wherever in the flight the noise begins."""
    one = client()
    try:
        one.receive(flight()[:kept] + noise)
    except UnexpectedError:
        return
    assert not one.proven


def test_an_alert_after_the_handshake_is_not_overlooked() -> None:
    """A server that refuses after our Finished says so under its new keys; close_notify is its good bye."""
    for content, closed in ((b"\x01\x00", True), (b"\x02\x74", False)):
        one = client()
        one.receive(flight())
        record = Protection(SUITE, data_secret())
        if closed:
            one.receive(record.seal(Kind.ALERT, content))
            assert one.closed
        else:
            with pytest.raises(UnexpectedError):
                one.receive(record.seal(Kind.ALERT, content))
