"""Whether a CertificateVerify is signed with the leaf's key (RFC 8446 section 4.4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from firstcause.tls.light.unexpected import UnexpectedError

_CONTEXT: Final = b" " * 64 + b"TLS 1.3, server CertificateVerify\0"
_ECDSA: Final[Mapping[int, tuple[str, ec.ECDSA]]] = MappingProxyType(
    {
        0x0403: ("secp256r1", ec.ECDSA(hashes.SHA256())),
        0x0503: ("secp384r1", ec.ECDSA(hashes.SHA384())),
        0x0603: ("secp521r1", ec.ECDSA(hashes.SHA512())),
    }
)
_HASHES: Final[Mapping[int, hashes.HashAlgorithm]] = MappingProxyType(
    {0x0804: hashes.SHA256(), 0x0805: hashes.SHA384(), 0x0806: hashes.SHA512()}
)
_PSS: Final = MappingProxyType({n: padding.PSS(padding.MGF1(h), h.digest_size) for n, h in _HASHES.items()})
_ED25519: Final = 0x0807


def check_proof(key: CertificatePublicKeyTypes, scheme: int, signature: bytes, transcript_hash: bytes) -> None:
    """UnexpectedError unless the signature is this key's, over these messages, by a scheme that was offered for it."""
    content = _CONTEXT + transcript_hash
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            curve, algorithm = _ECDSA[scheme]
            if key.curve.name != curve:
                raise UnexpectedError("a scheme of another curve")
            key.verify(signature, content, algorithm)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, _PSS[scheme], _HASHES[scheme])
        elif isinstance(key, ed25519.Ed25519PublicKey) and scheme == _ED25519:
            key.verify(signature, content)
        else:
            raise UnexpectedError("a key that is not followed")
    except KeyError as error:
        raise UnexpectedError(f"signature scheme 0x{scheme:04X}") from error
    except InvalidSignature as error:
        raise UnexpectedError("a signature that does not verify") from error
