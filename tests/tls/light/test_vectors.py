"""The light client computes what RFC 8448 says: every secret, every key, and its own Finished to the last byte."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from tests.tls.light import vectors as rfc

from firstcause.tls.light.client import Client
from firstcause.tls.light.records import Kind, Protection, plain
from firstcause.tls.light.schedule import derive_secret, expand_label, handshake_secret, master_secret
from firstcause.tls.light.suites import SUITES

SUITE = SUITES[0x1301]
FLIGHT = rfc.ENCRYPTED_EXTENSIONS + rfc.CERTIFICATE + rfc.CERTIFICATE_VERIFY + rfc.SERVER_FINISHED
OFFERED = frozenset({0, 10, 13, 28, 35, 43, 45, 51, 0xFF01})


def client() -> Client:
    return Client(rfc.CLIENT_HELLO, OFFERED, X25519PrivateKey.from_private_bytes(rfc.CLIENT_KEY))


def flight() -> bytes:
    """ServerHello in clear text, the rest under the server's key, as the RFC has it on the wire."""
    sealed = Protection(SUITE, rfc.SERVER_HANDSHAKE_TRAFFIC).seal(Kind.HANDSHAKE, FLIGHT)
    return plain(Kind.HANDSHAKE, rfc.SERVER_HELLO) + sealed


def data_secret() -> bytes:
    """Of the server's application data."""
    all_of_it = hashlib.sha256(rfc.CLIENT_HELLO + rfc.SERVER_HELLO + FLIGHT).digest()
    return derive_secret(SUITE, rfc.MASTER_SECRET, b"s ap traffic", all_of_it)


def test_every_secret_is_that_of_the_rfc() -> None:
    """From the key shares to the keys of application data."""
    share = X25519PublicKey.from_public_bytes(rfc.SERVER_HELLO[-38:-6])
    shared = X25519PrivateKey.from_private_bytes(rfc.CLIENT_KEY).exchange(share)
    hellos = hashlib.sha256(rfc.CLIENT_HELLO + rfc.SERVER_HELLO).digest()
    secret = handshake_secret(SUITE, shared)
    ours = derive_secret(SUITE, secret, b"c hs traffic", hellos)
    theirs = derive_secret(SUITE, secret, b"s hs traffic", hellos)
    assert (shared, secret) == (rfc.SHARED, rfc.HANDSHAKE_SECRET)
    assert (ours, theirs) == (rfc.CLIENT_HANDSHAKE_TRAFFIC, rfc.SERVER_HANDSHAKE_TRAFFIC)
    assert master_secret(SUITE, secret) == rfc.MASTER_SECRET
    assert key_and_iv(theirs) == (rfc.SERVER_KEY, rfc.SERVER_IV)
    assert key_and_iv(ours) == (rfc.CLIENT_KEY_OF_HANDSHAKE, rfc.CLIENT_IV_OF_HANDSHAKE)
    assert key_and_iv(data_secret()) == (rfc.SERVER_KEY_OF_DATA, rfc.SERVER_IV_OF_DATA)


def key_and_iv(secret: bytes) -> tuple[bytes, bytes]:
    return expand_label(SUITE, secret, b"key", b"", 16), expand_label(SUITE, secret, b"iv", b"", 12)


def test_records_are_sealed_as_on_the_wire() -> None:
    """The server's flight of the RFC comes out of its plaintext and key."""
    assert flight().endswith(rfc.FLIGHT_RECORD_BEGINS, 95, 95 + len(rfc.FLIGHT_RECORD_BEGINS))


def test_the_rfcs_server_is_answered_with_the_rfcs_finished() -> None:
    """Its signature and its Finished verify, and ours is the RFC's record, whatever the pieces in which all came."""
    for size in (1, 7, 100, 10_000):
        one, sent = client(), b""
        data = flight()
        for place in range(0, len(data), size):
            sent += one.receive(data[place : place + size])
        assert sent == b"\x14\x03\x03\x00\x01\x01" + rfc.CLIENT_FINISHED_RECORD
        assert one.established
        assert not one.proven
        assert len(one.chain) == 1
        assert one.negotiated().cipher == "TLS_AES_128_GCM_SHA256"


def test_what_the_server_says_next_is_read() -> None:
    """A ticket and fifty bytes of data: the RFC's own record of data opens, as the second under its key."""
    one = client()
    one.receive(flight())
    ticket = b"\x04\x00\x00\x01\x00"
    one.receive(Protection(SUITE, data_secret()).seal(Kind.HANDSHAKE, ticket))
    assert one.proven
    one.receive(rfc.DATA_RECORD)
    assert one.answer == bytes(range(50))
