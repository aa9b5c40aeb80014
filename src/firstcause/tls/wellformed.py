"""What no client can work with: extensions that cannot be read, or that nobody knows and that say they matter.

Certificates that were sent are read before anything is judged; trust anchors come here unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cryptography import x509

from firstcause.model.handshake import Detail
from firstcause.tls.certificate import short_name
from firstcause.tls.chain_case import ChainCase, ChainFault
from firstcause.tls.extensions import extension, unreadable
from firstcause.tls.kept import kept

# What may be critical (RFC 5280 section 4.2) and is understood by ordinary clients. Key identifiers, access
# descriptions and must-staple should not be critical, and OpenSSL and Go refuse them when they are.
MAY_BE_CRITICAL: Final = frozenset(
    kind.oid
    for kind in (
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.ExtendedKeyUsage,
        x509.SubjectAlternativeName,
        x509.NameConstraints,
        x509.CertificatePolicies,
        x509.PolicyConstraints,
        x509.InhibitAnyPolicy,
        x509.CRLDistributionPoints,
    )
) | {x509.ObjectIdentifier("2.5.29.33")}  # policyMappings


def unreadable_anchor(case: ChainCase) -> Iterator[ChainFault]:
    """The trusted certificate itself is malformed: the caller's trust file is at fault."""
    anchor = case.path.anchor
    reason = unreadable(anchor) if anchor is not None else ""
    if anchor is not None and reason:
        yield _malformed(case, anchor, "extensions as in RFC 5280", reason, f"holds what cannot be read: {reason}")


def unknown_and_critical(case: ChainCase) -> Iterator[ChainFault]:
    """A critical extension that is not understood (RFC 5280 section 4.2)."""
    for certificate in case.path.all:
        for oid in _not_understood(certificate):
            yield _malformed(
                case,
                certificate,
                "only known extensions to be critical",
                f"{oid}, critical",
                f"has the critical extension {oid}, which clients do not accept as such",
            )


def misidentified_issuer(case: ChainCase) -> Iterator[ChainFault]:
    """A key identifier that is not the issuer's: OpenSSL then does not find the issuer (RFC 5280 section 4.2.1.1)."""
    for certificate, issuer in pairwise(case.path.all):
        reason = _misidentified(certificate, issuer)
        if reason:
            yield _malformed(
                case,
                certificate,
                f"the authorityKeyIdentifier of '{short_name(issuer.subject)}'",
                reason,
                f"names its issuer by {reason}; OpenSSL looks for that issuer, and does not find it",
            )


def _misidentified(certificate: x509.Certificate, issuer: x509.Certificate) -> str:
    named, own = extension(certificate, x509.AuthorityKeyIdentifier), extension(issuer, x509.SubjectKeyIdentifier)
    if named is None:
        return ""
    if own is not None and named.key_identifier is not None and named.key_identifier != own.digest:
        return f"the key identifier {named.key_identifier.hex()}, which is not its own"
    names = [n.value for n in named.authority_cert_issuer or () if isinstance(n, x509.DirectoryName)]
    if names and issuer.issuer not in names:
        return f"the issuer's issuer '{names[0].rfc4514_string()}', which is not its own"
    serial = named.authority_cert_serial_number
    if serial is not None and serial != issuer.serial_number:
        return f"the serial number {serial:x}, which is not its own"
    return ""


@kept
def _not_understood(certificate: x509.Certificate) -> tuple[str, ...]:
    if unreadable(certificate):
        return ()
    critical = (e.oid for e in certificate.extensions if e.critical)
    return tuple(oid.dotted_string for oid in critical if oid not in MAY_BE_CRITICAL)


def _malformed(
    case: ChainCase, certificate: x509.Certificate, expected: str, presented: str, because: str
) -> ChainFault:
    return ChainFault(
        "tls/certificate-malformed",
        Detail(expected, (presented,), case.role(certificate)),
        f"The {case.called(certificate)} {because}.",
    )
