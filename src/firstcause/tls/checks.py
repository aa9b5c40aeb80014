"""Whether each certificate of a path may do what it does here: dates, names, usage, constraints, strength.

Each check is one function from a case to the faults that it finds; the cause is chosen by `chain`. The anchor counts
as far as strict clients look at it: its dates, but neither its constraints nor its signature (RFC 5280 section 6.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from firstcause.model.handshake import Detail
from firstcause.tls import names
from firstcause.tls.certificate import short_name
from firstcause.tls.chain_case import ChainCase, ChainFault
from firstcause.tls.constraints import MOST_COMPARISONS, Presented, count_of, violated_constraint
from firstcause.tls.told import few, listed

MINIMUM_RSA_BITS: Final = 2048
MINIMUM_EC_BITS: Final = 256
BROKEN_HASHES: Final = (hashes.MD5, hashes.SHA1)
# Within this, a wrong clock on either side explains a certificate "from the future" as well as its authority does.
PLAUSIBLE_SKEW: Final = timedelta(days=1)


def expired(case: ChainCase) -> Iterator[ChainFault]:
    """Past notAfter (RFC 5280 section 4.1.2.5)."""
    for certificate in case.path.all:
        end = certificate.not_valid_after_utc
        if end < case.now:
            yield ChainFault(
                "tls/certificate-expired",
                Detail(f"valid at {_time(case.now)}", (f"valid until {_time(end)}",), case.role(certificate)),
                f"The {_called(case, certificate)} expired at {_time(end)}, {_ago(case.now - end)} ago.",
            )


def not_yet_valid(case: ChainCase) -> Iterator[ChainFault]:
    """Before notBefore (RFC 5280 section 4.1.2.5)."""
    for certificate in case.path.all:
        begin = certificate.not_valid_before_utc
        if begin > case.now:
            yield ChainFault(
                "tls/certificate-not-yet-valid",
                Detail(f"valid at {_time(case.now)}", (f"valid from {_time(begin)}",), case.role(certificate)),
                f"The {_called(case, certificate)} is valid only from {_time(begin)}, in {_ago(begin - case.now)}.",
                ("tls/clock-skew",) if begin - case.now < PLAUSIBLE_SKEW else (),
            )


def other_name(case: ChainCase) -> Iterator[ChainFault]:
    """The leaf does not cover the name that was asked for (RFC 9525)."""
    leaf = case.chain[0]
    if names.matches(leaf, case.server_name):
        return
    presented = names.presented_names(leaf)
    valid_for = listed(presented) or "no name at all (it has no subjectAltName)"
    yield ChainFault(
        "tls/name-mismatch",
        Detail(case.server_name, few(presented), "leaf"),
        f"The certificate is valid for {valid_for}; we asked for '{case.server_name}'.",
    )


def wrong_usage(case: ChainCase) -> Iterator[ChainFault]:
    """The leaf may not be used by a TLS server (RFC 5280 sections 4.2.1.3 and 4.2.1.12)."""
    leaf = case.chain[0]
    usages = _extended_usages(leaf)
    if usages and not usages & {"serverAuth", "anyExtendedKeyUsage"}:
        yield _usage_fault("extendedKeyUsage serverAuth", few(sorted(usages)))
    elif not _may_sign_handshake(leaf):
        yield _usage_fault("keyUsage digitalSignature", ("a keyUsage without it",))


def issuer_is_no_authority(case: ChainCase) -> Iterator[ChainFault]:
    """A certificate signs another without being a CA, or below its path length (RFC 5280 section 4.2.1.9)."""
    for depth, certificate in enumerate(case.path.certificates[1:]):
        reason = _not_an_authority(certificate, depth)
        if reason and certificate != case.path.anchor:
            yield ChainFault(
                "tls/invalid-ca",
                Detail("an issuer with CA:TRUE, keyCertSign and enough path length", (reason,), case.role(certificate)),
                f"The {_called(case, certificate)} signs the certificate below it, but has {reason}.",
            )


def name_outside_constraints(case: ChainCase) -> Iterator[ChainFault]:
    """An authority may not issue for this name (RFC 5280 section 4.2.1.10)."""
    count = sum(count_of(authority) for authority in case.path.all[1:])
    presented = names.presented_names(case.chain[0]) if count else ()
    if count * len(presented) > MOST_COMPARISONS:
        yield _too_many_constraints(count, len(presented))
        return
    hosts = Presented.all(presented)
    for certificate in case.path.all[1:] if hosts else ():
        violated = violated_constraint(certificate, hosts)
        if violated is not None:
            yield ChainFault(
                "tls/name-constraint",
                Detail(violated.rule, (violated.name,), case.role(certificate)),
                f"The {_called(case, certificate)} may not issue for '{violated.name}': {violated.rule}.",
            )


def _too_many_constraints(constraints: int, presented: int) -> ChainFault:
    return ChainFault(
        "tls/name-constraint",
        Detail(
            f"{MOST_COMPARISONS} comparisons at most", (f"{constraints} constraints for {presented} names",), "leaf"
        ),
        f"The certificate has {presented} names, and its issuers have {constraints} name constraints: callers give up "
        f"before they have compared them all (Go's at {MOST_COMPARISONS}).",
    )


def weak(case: ChainCase) -> Iterator[ChainFault]:
    """A key or a signature that strict clients refuse (RSA below 2048 bits, EC below 256, MD5, SHA-1)."""
    for certificate in case.path.certificates:
        weakness = _weak_key(certificate)
        if certificate != case.path.anchor:
            weakness = weakness or _weak_signature(certificate)
        if weakness:
            yield ChainFault(
                "tls/weak-key-or-signature",
                Detail("RSA of 2048 bits, EC of 256 bits, SHA-256, or better", (weakness,), case.role(certificate)),
                f"The {_called(case, certificate)} has {weakness}, which strict clients refuse.",
            )


def _called(case: ChainCase, certificate: x509.Certificate) -> str:
    return f"{case.role(certificate)} certificate '{short_name(certificate.subject)}'"


def _usage_fault(expected: str, presented: tuple[str, ...]) -> ChainFault:
    return ChainFault(
        "tls/wrong-key-usage",
        Detail(expected, presented, "leaf"),
        f"The certificate may not be used by a server: it has {', '.join(presented)}, but needs {expected}.",
    )


def _extended_usages(certificate: x509.Certificate) -> set[str]:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return set()
    return {_USAGE_NAMES.get(oid, oid.dotted_string) for oid in usages}


def _may_sign_handshake(leaf: x509.Certificate) -> bool:
    """RSA keys may instead encipher the key, as TLS 1.2 allows; all others have to sign (RFC 8446 section 4.4.2.2)."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or (usage.key_encipherment and isinstance(leaf.public_key(), rsa.RSAPublicKey))


def _not_an_authority(certificate: x509.Certificate, intermediates_below: int) -> str:
    extensions = certificate.extensions
    try:
        basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return "no basicConstraints"
    if not basic.ca:
        return "CA:FALSE"
    if basic.path_length is not None and intermediates_below > basic.path_length:
        return f"pathlen:{basic.path_length} with {intermediates_below} intermediates below"
    return "" if _may_sign_certificates(certificate) else "a keyUsage without keyCertSign"


def _may_sign_certificates(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _weak_key(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MINIMUM_RSA_BITS:
        return f"an RSA key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < MINIMUM_EC_BITS:
        return f"an EC key of {key.key_size} bits"
    return ""


def _weak_signature(certificate: x509.Certificate) -> str:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return f"a signature of unknown algorithm {certificate.signature_algorithm_oid.dotted_string}"
    return f"a signature with {algorithm.name.upper()}" if isinstance(algorithm, BROKEN_HASHES) else ""


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ago(difference: timedelta) -> str:
    if difference >= timedelta(days=2):
        return f"{difference.days} days"
    hours, rest = divmod(int(difference.total_seconds()), 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s"


_USAGE_NAMES: Final = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
}
