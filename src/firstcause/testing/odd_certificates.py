"""Certificates that no library would write: every field is the caller's bytes, only the signature is made in earnest.

The shape is that of RFC 5280 section 4.1; what goes wrong in it is the test's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firstcause.pki.authority import Authority, PrivateKey, new_key

Sign = Callable[[bytes], bytes]

INTEGER, BITS, OCTETS, NULL, OID, UTF8 = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
ECDSA_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
COMMON_NAME: Final = bytes.fromhex("0603550403")
SUBJECT_ALTERNATIVE_NAME: Final = bytes.fromhex("0603551d11")
NAME_CONSTRAINTS: Final = bytes.fromhex("0603551d1e")
CERTIFICATE_POLICIES: Final = bytes.fromhex("0603551d20")
SUBJECT_KEY_IDENTIFIER: Final = bytes.fromhex("0603551d0e")
AUTHORITY_KEY_IDENTIFIER: Final = bytes.fromhex("0603551d23")
BASIC_CONSTRAINTS: Final = bytes.fromhex("0603551d13")
ED25519: Final = bytes.fromhex("300506032b6570")
RSA_SHA256: Final = bytes.fromhex("300d06092a864886f70d01010b0500")
RSA_KEY: Final = bytes.fromhex("300d06092a864886f70d0101010500")


def der(tag: int, *parts: bytes) -> bytes:
    """One element of DER."""
    body = b"".join(parts)
    count = len(body)
    if count < 0x80:
        return bytes([tag, count]) + body
    digits = (count.bit_length() + 7) // 8
    return bytes([tag, 0x80 | digits]) + count.to_bytes(digits, "big") + body


def name(common: bytes, tag: int = UTF8) -> bytes:
    """A distinguished name of one common name."""
    return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(tag, common))))


def extension(oid: bytes, content: bytes) -> bytes:
    """An extension that is not critical."""
    return der(SEQUENCE, oid, der(OCTETS, content))


def dns_names(*names: bytes) -> bytes:
    """A subjectAltName."""
    return extension(SUBJECT_ALTERNATIVE_NAME, der(SEQUENCE, *(der(0x82, n) for n in names)))


def authority() -> bytes:
    """basicConstraints with CA:TRUE."""
    return extension(BASIC_CONSTRAINTS, der(SEQUENCE, bytes.fromhex("0101ff")))


def key_identifiers(own: bytes, issuers: bytes) -> bytes:
    """subjectKeyIdentifier and authorityKeyIdentifier."""
    named = extension(AUTHORITY_KEY_IDENTIFIER, der(SEQUENCE, der(0x80, issuers)))
    return extension(SUBJECT_KEY_IDENTIFIER, der(OCTETS, own)) + named


def permitted(*domains: bytes) -> bytes:
    """nameConstraints that permit these domains."""
    return extension(NAME_CONSTRAINTS, der(SEQUENCE, der(0xA0, *(der(SEQUENCE, der(0x82, d)) for d in domains))))


def number(value: int) -> bytes:
    """A positive INTEGER."""
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def rsa_key(modulus: int, exponent: int) -> bytes:
    """A SubjectPublicKeyInfo that claims to be RSA."""
    return der(SEQUENCE, RSA_KEY, der(BITS, b"\x00", der(SEQUENCE, number(modulus), number(exponent))))


def public_key(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    """A SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def ecdsa(key: PrivateKey) -> Sign:
    """Signs with this key, of ours."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - our authorities have no other
    return lambda body: key.sign(body, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class Odd:
    """The fields of a certificate, in DER; the defaults are healthy."""

    issuer: bytes
    sign: Sign
    version: bytes = bytes.fromhex("a003020102")
    serial: bytes = b"\x05"
    subject: bytes = name(b"odd")
    not_before: bytes = der(UTC_TIME, b"250101000000Z")
    not_after: bytes = der(GENERALIZED_TIME, b"20990101000000Z")
    key: bytes = public_key(new_key())
    extensions: bytes = dns_names(b"order-service.internal")
    algorithm: bytes = ECDSA_SHA256

    @classmethod
    def below(cls, issuer: Authority) -> Odd:
        """A healthy one, issued by this authority."""
        return cls(issuer.certificate.subject.public_bytes(), ecdsa(issuer.key))

    def certificate(self) -> bytes:
        """In DER, with the issuer's signature."""
        body = der(
            SEQUENCE,
            self.version,
            der(INTEGER, self.serial),
            self.algorithm,
            self.issuer,
            der(SEQUENCE, self.not_before, self.not_after),
            self.subject,
            self.key,
            der(0xA3, der(SEQUENCE, self.extensions)) if self.extensions else b"",
        )
        return der(SEQUENCE, body, self.algorithm, der(BITS, b"\x00", self.sign(body)))
