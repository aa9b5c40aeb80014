"""The certificates that a caller knows: its trust anchors, and intermediates kept from elsewhere.

Looking up an issuer is by its subject name *and* a signature that verifies, since a rotated authority often keeps
its name. Trust is given from outside; this file never looks for any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from firstcause.tls.kept import kept


class CertificateSet:
    """Certificates, found by subject name. Immutable after construction."""

    def __init__(self, certificates: Iterable[x509.Certificate] = ()) -> None:
        self._by_subject: dict[bytes, tuple[x509.Certificate, ...]] = {}
        for certificate in certificates:
            subject = certificate.subject.public_bytes()
            self._by_subject[subject] = (*self._by_subject.get(subject, ()), certificate)

    def __iter__(self) -> Iterator[x509.Certificate]:
        return (c for group in self._by_subject.values() for c in group)

    def __contains__(self, certificate: x509.Certificate) -> bool:
        return certificate in self.named(certificate.subject)

    def named(self, subject: x509.Name) -> tuple[x509.Certificate, ...]:
        """All certificates with this subject."""
        return self._by_subject.get(subject.public_bytes(), ())


NOTHING: Final = CertificateSet()


# A signature is for ever; what may change between two probes (dates, trust, names) is judged anew each time.
@kept
def has_signed(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the names join and the signature verifies. An algorithm that we cannot compute counts as not signed."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return _has_signed_weakly(issuer, certificate)
    return True


def _has_signed_weakly(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """The same with a hash that the library no longer takes: that it is weak is said of a path, not of its absence."""
    try:
        algorithm, key = certificate.signature_hash_algorithm, issuer.public_key()
    except UnsupportedAlgorithm:
        return False
    if certificate.issuer != issuer.subject or not isinstance(algorithm, hashes.SHA1 | hashes.MD5):
        return False
    signed, content = certificate.signature, certificate.tbs_certificate_bytes
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signed, content, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signed, content, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Subject and issuer are the same name (RFC 5280 section 3.2)."""
    return certificate.subject == certificate.issuer
