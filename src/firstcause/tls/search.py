"""How much is computed to find a path: signatures are counted by what they cost, and at some point it is enough.

A server chooses how many certificates it sends, all under one name if it likes, with keys as large as it likes. Each
judgement has this much to spend; Go's crypto/x509 stops after a hundred signatures for the same reason.
"""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from firstcause.tls.trust import has_signed

# In verifications by an RSA key of 2048 bits, about a tenth of a millisecond each; P-256 costs as much.
ENOUGH: Final = 200
DEEPEST: Final = 32  # certificates in a path: GnuTLS takes 16, NSS 20, Java 10
_OTHER_CURVES: Final = 10
_DSA: Final = 8


class Search:
    """Verifies signatures until it has spent enough. `is_over`: something was left untried."""

    def __init__(self) -> None:
        self.spent = 0
        self.is_over = False

    def has_signed(self, issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
        """Whether it has, as far as there is something left to spend; else it counts as not signed."""
        if self.spent >= ENOUGH:
            self.is_over = True
            return False
        self.spent += _cost(issuer)
        return has_signed(issuer, certificate)


def _cost(issuer: x509.Certificate) -> int:
    key = issuer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        exponent = key.public_numbers().e.bit_length()
        return 1 + key.key_size**2 * exponent // (2048**2 * 20)
    if isinstance(key, dsa.DSAPublicKey):
        return _DSA * (1 + key.key_size**2 // 2048**2)
    return 1 if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1" else _OTHER_CURVES
