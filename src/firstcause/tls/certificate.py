"""Reading certificates: from DER to values, and to the names and summaries that people are shown.

The same few certificates are seen at every probe, so parsed ones and their summaries are kept.
"""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from firstcause.model.handshake import CertificateSummary
from firstcause.tls.extensions import extension
from firstcause.tls.kept import kept, make_room
from firstcause.tls.told import MOST_NAME, told

NAMES_TOLD: Final = 20
MOST_DIGITS: Final = 64  # of a serial number: RFC 5280 section 4.1.2.2 allows 40

# What the library has to say of odd certificates goes to nobody's terminal: they are judged here. Once for the whole
# process, since filters are the process's own: to set and to restore them at every look would be a race of threads.
warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)  # of a serial number of zero, say
warnings.filterwarnings("ignore", "Attribute's length", UserWarning)


class UnreadableError(ValueError):
    """The certificate at `position` (0 is the leaf) is none, or holds what cannot be read."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position


def parse_chain(chain: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    """Certificates from DER, with names and extensions read once. Raises UnreadableError for what is no certificate."""
    return tuple(_parsed(position, der) for position, der in enumerate(chain))


@kept
def one_copy(data: bytes) -> bytes:
    """The same bytes, as they were kept when they were first seen: thousands of looks share them, and their hash."""
    return data


@kept
def public_key(data: bytes) -> CertificatePublicKeyTypes:
    """The key of a certificate in DER. Raises ValueError for what is no certificate."""
    return _parse(data).public_key()


def short_name(name: x509.Name) -> str:
    """As people call it: the common name, else the whole name as in RFC 4514."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return told(str(common[0].value) if common else name.rfc4514_string(), MOST_NAME)


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)


@kept
def summary(certificate: x509.Certificate) -> CertificateSummary:
    """What probe's JSON tells of a certificate."""
    return CertificateSummary(
        subject=told(certificate.subject.rfc4514_string()),
        issuer=told(certificate.issuer.rfc4514_string()),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        serial=told(f"{certificate.serial_number:x}", MOST_DIGITS),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        names=_names(certificate),
    )


@kept
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
    return tuple(told(name, MOST_NAME) for name in (*names.get_values_for_type(x509.DNSName), *addresses)[:NAMES_TOLD])


def _parsed(position: int, data: bytes) -> x509.Certificate:
    try:
        return _parse(data)
    except ValueError as error:
        raise UnreadableError(position, str(error)) from error


@kept
def _parse(data: bytes) -> x509.Certificate:
    """Whatever is asked of it later is asked once here, since the library reads most parts only then."""
    make_room(len(data))
    try:
        certificate = x509.load_der_x509_certificate(data)
        _ = certificate.extensions, certificate.public_key(), summary(certificate)
    except Exception as error:  # a stranger's bytes: the library raises KeyError, TypeError and kinds of its own
        raise ValueError(f"{error}" if isinstance(error, ValueError) else f"{type(error).__name__}: {error}") from error
    return certificate
