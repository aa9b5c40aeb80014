"""The key schedule of TLS 1.3 (RFC 8446 section 7.1), for a client that has no pre-shared key.

Secrets go in and out as bytes; which messages a hash covers is known to whoever keeps the transcript.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives import hmac

from firstcause.tls.light.suites import Suite


def extract(suite: Suite, salt: bytes, secret: bytes) -> bytes:
    """HKDF-Extract (RFC 5869 section 2.2)."""
    return mac(suite, salt, secret)


def expand_label(suite: Suite, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    """HKDF-Expand-Label, for not more than one block of the hash: TLS never asks for more."""
    information = _information(label, length) + bytes((len(context),)) + context + b"\x01"
    return mac(suite, secret, information)[:length]


def derive_secret(suite: Suite, secret: bytes, label: bytes, transcript_hash: bytes) -> bytes:
    """Derive-Secret, from the hash of the messages."""
    return expand_label(suite, secret, label, transcript_hash, suite.hash_bytes)


def handshake_secret(suite: Suite, shared: bytes) -> bytes:
    """From what both sides computed with their key shares."""
    return extract(suite, _derived_of_no_key(suite), shared)


def master_secret(suite: Suite, secret: bytes) -> bytes:
    """From the handshake secret."""
    derived = derive_secret(suite, secret, b"derived", _nothing(suite))
    return extract(suite, derived, bytes(suite.hash_bytes))


def finished(suite: Suite, traffic_secret: bytes, transcript_hash: bytes) -> bytes:
    """The verify_data of that side's Finished (section 4.4.4)."""
    return mac(suite, expand_label(suite, traffic_secret, b"finished", b"", suite.hash_bytes), transcript_hash)


def mac(suite: Suite, key: bytes, data: bytes) -> bytes:
    """HMAC with the suite's hash."""
    computing = hmac.HMAC(key, suite.hash)
    computing.update(data)
    return computing.finalize()


@lru_cache(maxsize=64)
def _information(label: bytes, length: int) -> bytes:
    name = b"tls13 " + label
    return length.to_bytes(2, "big") + bytes((len(name),)) + name


@lru_cache(maxsize=8)
def _derived_of_no_key(suite: Suite) -> bytes:
    early = extract(suite, bytes(suite.hash_bytes), bytes(suite.hash_bytes))
    return derive_secret(suite, early, b"derived", _nothing(suite))


@lru_cache(maxsize=8)
def _nothing(suite: Suite) -> bytes:
    """The hash of no messages."""
    return hashlib.new(suite.hash_name).digest()
