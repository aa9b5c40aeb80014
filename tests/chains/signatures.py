"""Signature algorithms by name, the outworn ones among them: an AlgorithmIdentifier, and how a key signs by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from tests.chains import der

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Scheme:
    """`identifier` is the AlgorithmIdentifier in DER."""

    identifier: bytes
    sign: Callable[[Key, bytes], bytes]


def _ecdsa(dotted: str, digest: hashes.HashAlgorithm) -> Scheme:
    def sign(key: Key, content: bytes) -> bytes:
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key.sign(content, ec.ECDSA(digest))

    return Scheme(der.sequence(der.identifier(dotted)), sign)


def _rsa(dotted: str, digest: hashes.HashAlgorithm) -> Scheme:
    def sign(key: Key, content: bytes) -> bytes:
        assert isinstance(key, rsa.RSAPrivateKey)
        return key.sign(content, padding.PKCS1v15(), digest)

    return Scheme(der.sequence(der.identifier(dotted), der.element(der.NULL)), sign)


def _pss() -> Scheme:
    def sign(key: Key, content: bytes) -> bytes:
        assert isinstance(key, rsa.RSAPrivateKey)
        return key.sign(content, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())

    sha256 = der.sequence(der.identifier("2.16.840.1.101.3.4.2.1"), der.element(der.NULL))
    mask = der.sequence(der.identifier("1.2.840.113549.1.1.8"), sha256)
    parameters = (der.element(0xA0, sha256), der.element(0xA1, mask), der.element(0xA2, der.integer(32)))
    return Scheme(der.sequence(der.identifier("1.2.840.113549.1.1.10"), der.sequence(*parameters)), sign)


def _ed25519(key: Key, content: bytes) -> bytes:
    assert isinstance(key, ed25519.Ed25519PrivateKey)
    return key.sign(content)


def _dsa(key: Key, content: bytes) -> bytes:
    assert isinstance(key, dsa.DSAPrivateKey)
    return key.sign(content, hashes.SHA256())


ECDSA_SHA1 = _ecdsa("1.2.840.10045.4.1", hashes.SHA1())  # noqa: S303 - being broken is its purpose
ECDSA_SHA256 = _ecdsa("1.2.840.10045.4.3.2", hashes.SHA256())
ECDSA_SHA384 = _ecdsa("1.2.840.10045.4.3.3", hashes.SHA384())
ECDSA_SHA512 = _ecdsa("1.2.840.10045.4.3.4", hashes.SHA512())
RSA_MD5 = _rsa("1.2.840.113549.1.1.4", hashes.MD5())  # noqa: S303
RSA_SHA1 = _rsa("1.2.840.113549.1.1.5", hashes.SHA1())  # noqa: S303
RSA_SHA256 = _rsa("1.2.840.113549.1.1.11", hashes.SHA256())
RSA_SHA512 = _rsa("1.2.840.113549.1.1.13", hashes.SHA512())
RSA_PSS = _pss()
ED25519 = Scheme(der.sequence(der.identifier("1.3.101.112")), _ed25519)
DSA_SHA256 = Scheme(der.sequence(der.identifier("2.16.840.1.101.3.4.3.2")), _dsa)


def usual(key: Key) -> Scheme:
    """What an authority of today signs with, by this key."""
    if isinstance(key, rsa.RSAPrivateKey):
        return RSA_SHA256
    if isinstance(key, dsa.DSAPrivateKey):
        return DSA_SHA256
    return ED25519 if isinstance(key, ed25519.Ed25519PrivateKey) else ECDSA_SHA256
