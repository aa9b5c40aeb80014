"""Certificates that no authority would issue, sent by a server: each has a name, and none is our own side's failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.hostile.conftest import code_of

from firstcause.testing import odd_certificates as odd
from firstcause.testing import tls_bytes as tls
from firstcause.testing.odd_certificates import Odd
from firstcause.tls.certificate import der

if TYPE_CHECKING:
    from tests.hostile.conftest import Range

UNKNOWN_KEY = odd.der(
    odd.SEQUENCE, odd.der(odd.SEQUENCE, odd.der(odd.OID, b"\x2a\x03\x04")), odd.der(odd.BITS, bytes(9))
)
EC_KEY = bytes.fromhex("06072a8648ce3d0201")
UNKNOWN_CURVE = odd.der(
    odd.SEQUENCE,
    odd.der(odd.SEQUENCE, EC_KEY, odd.der(odd.OID, b"\x2a\x03\x04")),
    odd.der(odd.BITS, b"\x00\x04", bytes(64)),
)
OWN_CURVE = odd.der(
    odd.SEQUENCE,
    odd.der(odd.SEQUENCE, EC_KEY, odd.der(odd.SEQUENCE, odd.number(1), odd.der(odd.SEQUENCE, odd.number(23)))),
    odd.der(odd.BITS, b"\x00\x04", bytes(64)),
)
MALFORMED, FINE = "tls/certificate-malformed", "tls/handshake-timeout"  # fine: the server then says nothing more

ODD: dict[str, tuple[Callable[[Odd], Odd], str]] = {
    "nothing odd": (lambda o: o, FINE),
    "a serial number of 10 kB": (lambda o: replace(o, serial=b"\x05" * 10_000), FINE),
    "a negative serial number": (lambda o: replace(o, serial=b"\x85"), FINE),
    "no serial number": (lambda o: replace(o, serial=b""), MALFORMED),
    "version 66": (lambda o: replace(o, version=bytes.fromhex("a003020142")), MALFORMED),
    "the year 9999": (
        lambda o: replace(o, not_after=odd.der(odd.GENERALIZED_TIME, b"99991231235959Z")),
        FINE,
    ),
    "the year 0": (
        lambda o: replace(o, not_before=odd.der(odd.GENERALIZED_TIME, b"00000101000000Z")),
        MALFORMED,
    ),
    "the 30th of February": (lambda o: replace(o, not_after=odd.der(odd.UTC_TIME, b"990230000000Z")), MALFORMED),
    "a date that is none": (lambda o: replace(o, not_after=odd.der(odd.UTC_TIME, b"tomorrow")), MALFORMED),
    "an empty date": (lambda o: replace(o, not_after=odd.der(odd.UTC_TIME)), MALFORMED),
    "an RSA key of 16385 bits": (lambda o: replace(o, key=odd.rsa_key(1 << 16384 | 1, 65537)), FINE),
    "an RSA key with a huge exponent": (lambda o: replace(o, key=odd.rsa_key(1 << 2047 | 1, 1 << 2000 | 1)), FINE),
    "an RSA key of 0 bits": (lambda o: replace(o, key=odd.rsa_key(0, 0)), MALFORMED),
    "a key of no known kind": (lambda o: replace(o, key=UNKNOWN_KEY), MALFORMED),
    "a curve of no known name": (lambda o: replace(o, key=UNKNOWN_CURVE), MALFORMED),
    "a curve of its own": (lambda o: replace(o, key=OWN_CURVE), MALFORMED),
    "an empty key": (lambda o: replace(o, key=odd.der(odd.SEQUENCE)), MALFORMED),
    "text that is none": (lambda o: replace(o, subject=odd.name(b"\xff\xfe")), MALFORMED),
    "an empty name": (lambda o: replace(o, subject=odd.name(b"")), FINE),
    "a name with escape sequences": (lambda o: replace(o, subject=odd.name(b"\x1b[2J\x00\r\n\xe2\x80\xae")), FINE),
    "names with escape sequences": (
        lambda o: replace(o, extensions=odd.dns_names(b"\x1b[2J\r\n" * 100)),
        "tls/name-mismatch",
    ),
    "one extension twice": (lambda o: replace(o, extensions=o.extensions * 2), MALFORMED),
    "an extension of garbage": (
        lambda o: replace(o, extensions=odd.extension(odd.SUBJECT_ALTERNATIVE_NAME, b"garbage")),
        MALFORMED,
    ),
    "a signature by no known algorithm": (
        lambda o: replace(o, algorithm=odd.der(odd.SEQUENCE, odd.der(odd.OID, b"\x2a\x03\x04"))),
        "tls/unknown-ca",
    ),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_certificate_has_a_name(hostile: Range, what: str) -> None:
    """Some ended as 'the look failed', with a library's exception behind it, and the endpoint was unobserved."""
    change, code = ODD[what]
    leaf = change(Odd.below(hostile.root)).certificate()
    suite = tls.ECDHE_RSA_AES128_GCM if "RSA" in what else tls.ECDHE_ECDSA_AES128_GCM
    observed = hostile.look(hostile.says(tls.flight_12([leaf], suite=suite), "silence"), timeout=0.5)
    assert code_of(observed) == code, observed.failure


def test_a_chain_that_is_no_chain_is_malformed(hostile: Range) -> None:
    """A good leaf, and garbage above it: it is said which one."""
    chain = [der(hostile.bundle.leaf), b"\x30\x03\x02\x01\x05"]
    observed = hostile.look(hostile.says(tls.flight_12(chain), "silence"), timeout=0.5)
    assert code_of(observed) == MALFORMED


def test_an_unreadable_certificate_is_told_by_its_place(hostile: Range) -> None:
    """OpenSSL takes the second one, our reader does not: the trouble is not the leaf's."""
    chain = [der(hostile.bundle.leaf), replace(Odd.below(hostile.root), key=UNKNOWN_KEY).certificate()]
    observed = hostile.look(hostile.says(tls.flight_12(chain), "silence"), timeout=0.5)
    assert observed.failure
    assert observed.failure.detail.certificate == "intermediate 1"
