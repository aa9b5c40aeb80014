"""Reading certificates: from DER to values, and to the names and summaries that people are shown.

The same few certificates are seen at every probe, so parsed ones and their summaries are kept.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from firstcause.model.handshake import CertificateSummary
from firstcause.tls.extensions import extension

KEPT: Final = 4096
NAMES_TOLD: Final = 20


def parse_chain(chain: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    """Certificates from DER, with names and extensions read once. Raises ValueError for what is no certificate."""
    return tuple(_parse(der) for der in chain)


@lru_cache(maxsize=KEPT)
def one_copy(data: bytes) -> bytes:
    """The same bytes, as they were kept when they were first seen: thousands of looks share them, and their hash."""
    return data


@lru_cache(maxsize=KEPT)
def public_key(data: bytes) -> CertificatePublicKeyTypes:
    """The key of a certificate in DER. Raises ValueError for what is no certificate."""
    return _parse(data).public_key()


def short_name(name: x509.Name) -> str:
    """As people call it: the common name, else the whole name as in RFC 4514."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)


def summary(certificate: x509.Certificate) -> CertificateSummary:
    """What probe's JSON tells of a certificate."""
    return CertificateSummary(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        serial=f"{certificate.serial_number:x}",
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        names=_names(certificate),
    )


def is_in_order(chain: tuple[x509.Certificate, ...]) -> bool:
    """Whether each certificate names the next as its issuer (RFC 5246 section 7.4.2; RFC 8446 relaxed it).

    One that is sent twice hurts nobody.
    """
    return all(lower.issuer == upper.subject for lower, upper in pairwise(dict.fromkeys(chain)))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """DNS names and addresses for which the certificate is valid (RFC 5280 section 4.2.1.6), the first few of them."""
    names = extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return ()
    addresses = (str(address) for address in names.get_values_for_type(x509.IPAddress))
    return (*names.get_values_for_type(x509.DNSName), *addresses)[:NAMES_TOLD]


@lru_cache(maxsize=KEPT)
def _parse(data: bytes) -> x509.Certificate:
    certificate = x509.load_der_x509_certificate(data)
    try:
        _ = certificate.extensions, certificate.subject, certificate.issuer, certificate.public_key()
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(str(error)) from error
    return certificate
