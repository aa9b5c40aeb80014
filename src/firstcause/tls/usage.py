"""What each certificate of a path may be used for: to sign others, and to serve TLS (RFC 5280 section 4.2.1).

Purposes of an authority limit what is below it, a root's too: so hold OpenSSL, Go and the browsers, though RFC 5280
does not ask for it. A version 1 root has no extensions, and is trusted without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from firstcause.model.handshake import Detail
from firstcause.tls.chain_case import ChainCase, ChainFault
from firstcause.tls.extensions import extension
from firstcause.tls.trust import is_self_issued


def issuer_is_no_authority(case: ChainCase) -> Iterator[ChainFault]:
    """A certificate signs another without being a CA, or below its path length (RFC 5280 section 4.2.1.9).

    Self-issued certificates, by which an authority changes its key, do not count towards a path length.
    """
    counted = 0
    for certificate in case.path.all[1:]:
        reason = "" if _is_old_root(case, certificate) else _not_an_authority(certificate, counted)
        if reason:
            yield ChainFault(
                "tls/invalid-ca",
                Detail("an issuer with CA:TRUE, keyCertSign and enough path length", (reason,), case.role(certificate)),
                f"The {case.called(certificate)} signs the certificate below it, but has {reason}.",
            )
        counted += not is_self_issued(certificate)


def wrong_usage(case: ChainCase) -> Iterator[ChainFault]:
    """The leaf may not be used by a TLS server (RFC 5280 sections 4.2.1.3 and 4.2.1.12), or its authorities say so."""
    for certificate in case.path.all:
        usages = _extended_usages(certificate)
        wanted = {"serverAuth"} if certificate == case.chain[0] else {"serverAuth", "anyExtendedKeyUsage"}
        if usages and not usages & wanted:
            yield _usage_fault(case, certificate, "extendedKeyUsage serverAuth", tuple(sorted(usages)))
    if not _may_sign_handshake(case.chain[0]):
        yield _usage_fault(case, case.chain[0], "keyUsage digitalSignature", ("a keyUsage without it",))


def _usage_fault(
    case: ChainCase, certificate: x509.Certificate, expected: str, presented: tuple[str, ...]
) -> ChainFault:
    who = "certificate" if certificate == case.chain[0] else case.called(certificate)
    purpose = "be used by a server" if certificate == case.chain[0] else "stand above a server's certificate"
    return ChainFault(
        "tls/wrong-key-usage",
        Detail(expected, presented, case.role(certificate)),
        f"The {who} may not {purpose}: it has {', '.join(presented)}, but needs {expected}.",
    )


def _extended_usages(certificate: x509.Certificate) -> set[str]:
    usages = extension(certificate, x509.ExtendedKeyUsage) or ()
    return {_USAGE_NAMES.get(oid, oid.dotted_string) for oid in usages}


def _may_sign_handshake(leaf: x509.Certificate) -> bool:
    """RSA keys may instead encipher the key, as TLS 1.2 allows; all others have to sign (RFC 8446 section 4.4.2.2)."""
    usage = extension(leaf, x509.KeyUsage)
    if usage is None:
        return True
    return usage.digital_signature or (usage.key_encipherment and isinstance(leaf.public_key(), rsa.RSAPublicKey))


def _is_old_root(case: ChainCase, certificate: x509.Certificate) -> bool:
    return certificate == case.path.anchor and certificate.version is x509.Version.v1 and is_self_issued(certificate)


def _not_an_authority(certificate: x509.Certificate, intermediates_below: int) -> str:
    basic = extension(certificate, x509.BasicConstraints)
    if basic is None:
        return "no basicConstraints"
    if not basic.ca:
        return "CA:FALSE"
    if basic.path_length is not None and intermediates_below > basic.path_length:
        return f"pathlen:{basic.path_length} with {intermediates_below} intermediates below"
    usage = extension(certificate, x509.KeyUsage)
    return "" if usage is None or usage.key_cert_sign else "a keyUsage without keyCertSign"


_USAGE_NAMES: Final = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
}
