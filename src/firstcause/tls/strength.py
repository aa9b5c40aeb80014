"""Keys and signatures that clients of today refuse: short ones, broken hashes, and kinds that TLS no longer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from firstcause.model.handshake import Detail
from firstcause.tls.chain_case import ChainCase, ChainFault

MINIMUM_RSA_BITS: Final = 2048
MINIMUM_EC_BITS: Final = 256
BROKEN_HASHES: Final = (hashes.MD5, hashes.SHA1)
# Long enough, but RFC 8422 section 5.1.1 retired it, and clients do not offer it.
RETIRED_CURVES: Final = frozenset({"secp256k1"})


def weak(case: ChainCase) -> Iterator[ChainFault]:
    """A key or a signature that strict clients refuse. The signature of the anchor is not looked at."""
    for certificate in case.path.all:
        weakness = _weak_key(certificate)
        if certificate != case.path.anchor:
            weakness = weakness or _weak_signature(certificate)
        if weakness:
            yield ChainFault(
                "tls/weak-key-or-signature",
                Detail("RSA of 2048 bits, EC of 256 bits, SHA-256, or better", (weakness,), case.role(certificate)),
                f"The {case.called(certificate)} has {weakness}, which strict clients refuse.",
            )


def _weak_key(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MINIMUM_RSA_BITS:
        return f"an RSA key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < MINIMUM_EC_BITS:
        return f"an EC key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in RETIRED_CURVES:
        return f"an EC key on {key.curve.name}"
    return "a DSA key" if isinstance(key, dsa.DSAPublicKey) else ""


def _weak_signature(certificate: x509.Certificate) -> str:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return f"a signature of unknown algorithm {certificate.signature_algorithm_oid.dotted_string}"
    return f"a signature with {algorithm.name.upper()}" if isinstance(algorithm, BROKEN_HASHES) else ""
