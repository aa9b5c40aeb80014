"""What only strict clients refuse: rules of the profile (RFC 5280 section 4, CABF BR 7.1.2) that others let pass.

Python from 3.13 on, `openssl verify -x509_strict`, rustls and `cryptography` hold certificates to some or all of these;
curl, Go and the browsers to few. So to most callers such a chain works, and the look is healthy with a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from firstcause.model.handshake import Detail
from firstcause.tls import policies
from firstcause.tls.chain_case import ChainCase, ChainFault, Check
from firstcause.tls.encoding import early_generalized_time
from firstcause.tls.extensions import extension, extension_entry
from firstcause.tls.kept import kept
from firstcause.tls.trust import is_self_issued


@dataclass(frozen=True, slots=True)
class Deviation:
    """One rule that a certificate breaks: what the profile wants, and what is there."""

    expected: str
    presented: str


Rule = Callable[[x509.Certificate], Iterator[Deviation]]


def deviations(case: ChainCase) -> Iterator[ChainFault]:
    """Every rule that a certificate of the path breaks, by the place where it stands."""
    for certificate in case.path.all:
        is_leaf = certificate == case.chain[0]
        for found in _deviations(certificate, is_leaf=is_leaf, is_anchor=certificate == case.path.anchor):
            yield _fault(case, certificate, found)


def policy_missing(case: ChainCase) -> Iterator[ChainFault]:
    """An authority requires a policy that is not asserted all the way down (RFC 5280 section 6.1.5 (g))."""
    certificate = policies.without_required_policy(case.path.all)
    if certificate is not None:
        found = Deviation("a policy, which an authority above requires", "none that is asserted all the way down")
        yield _fault(case, certificate, found)


CHECKS: Final[tuple[Check, ...]] = (deviations, policy_missing)


def _fault(case: ChainCase, certificate: x509.Certificate, found: Deviation) -> ChainFault:
    return ChainFault(
        "tls/certificate-malformed",
        Detail(found.expected, (found.presented,), case.role(certificate)),
        f"The {case.called(certificate)} has {found.presented}; the profile wants {found.expected}.",
    )


# A certificate never changes, so what deviates in it is found once.
@kept
def _deviations(certificate: x509.Certificate, *, is_leaf: bool, is_anchor: bool) -> tuple[Deviation, ...]:
    rules = (*_EVERY, *(_LEAF if is_leaf else _AUTHORITY), *(() if is_anchor else _ISSUED))
    return tuple(found for rule in rules for found in rule(certificate))


def _version(certificate: x509.Certificate) -> Iterator[Deviation]:
    if certificate.version is not x509.Version.v3:
        yield Deviation("version 3", f"version {certificate.version.value + 1}")


def _dates(certificate: x509.Certificate) -> Iterator[Deviation]:
    if early_generalized_time(certificate.tbs_certificate_bytes):
        yield Deviation("dates until 2049 as UTCTime", "a date before 2050 as GeneralizedTime")


def _serial(certificate: x509.Certificate) -> Iterator[Deviation]:
    number = certificate.serial_number
    if number <= 0 or number.bit_length() >= 160:
        yield Deviation("a positive serial number of at most 20 octets", f"the serial number {number}")


def _issuer(certificate: x509.Certificate) -> Iterator[Deviation]:
    if not len(certificate.issuer):
        yield Deviation("an issuer with a name", "an issuer without any")
    identifier = extension(certificate, x509.AuthorityKeyIdentifier)
    if (identifier is None or identifier.key_identifier is None) and not is_self_issued(certificate):
        yield Deviation("an authorityKeyIdentifier with the key of its issuer", "none")


def _authority(certificate: x509.Certificate) -> Iterator[Deviation]:
    basic = extension_entry(certificate, x509.BasicConstraints)
    if basic is not None and not basic.critical:
        yield Deviation("critical basicConstraints in an authority", "basicConstraints that are not critical")
    if extension(certificate, x509.KeyUsage) is None:
        yield Deviation("a keyUsage in an authority", "none")
    if extension(certificate, x509.SubjectKeyIdentifier) is None:
        yield Deviation("a subjectKeyIdentifier in an authority", "none")
    if not len(certificate.subject):
        yield Deviation("an authority with a name", "an empty subject")


def _policy_extensions(certificate: x509.Certificate) -> Iterator[Deviation]:
    for kind in (x509.PolicyConstraints, x509.InhibitAnyPolicy):
        entry = extension_entry(certificate, kind)
        if entry is not None and not entry.critical:
            yield Deviation(f"a critical {entry.oid.dotted_string}", "one that is not critical")


def _constraints(certificate: x509.Certificate) -> Iterator[Deviation]:
    value = extension(certificate, x509.NameConstraints)
    if value is None:
        return
    subtrees = (*(value.permitted_subtrees or ()), *(value.excluded_subtrees or ()))
    if not subtrees:
        yield Deviation("nameConstraints with a subtree", "nameConstraints without any")
    for subtree in subtrees:
        if isinstance(subtree, x509.DNSName) and subtree.value.startswith((".", "*")):
            yield Deviation("domains as name constraints", f"the constraint '{subtree.value}'")


def _leaf(certificate: x509.Certificate) -> Iterator[Deviation]:
    basic, usage = extension(certificate, x509.BasicConstraints), extension(certificate, x509.KeyUsage)
    if basic is not None and basic.ca:
        yield Deviation("CA:FALSE in a server's own certificate", "CA:TRUE")
    elif usage is not None and usage.key_cert_sign:
        yield Deviation("no keyCertSign without CA:TRUE", "keyCertSign")
    if extension(certificate, x509.NameConstraints) is not None:
        yield Deviation("no nameConstraints in a server's own certificate", "nameConstraints")


def _alternative_names(certificate: x509.Certificate) -> Iterator[Deviation]:
    entry = extension_entry(certificate, x509.SubjectAlternativeName)
    if entry is None:
        return
    if entry.critical == bool(len(certificate.subject)):
        yield (
            Deviation("a subjectAltName that is not critical beside a subject", "one that is critical")
            if entry.critical
            else Deviation("a critical subjectAltName, since the subject is empty", "one that is not critical")
        )
    for name in entry.value.get_values_for_type(x509.DNSName):
        if not all(name.split(".")):
            yield Deviation("host names", f"the name '{name}', which is none")


_EVERY: Final[tuple[Rule, ...]] = (_version, _dates)
_ISSUED: Final[tuple[Rule, ...]] = (_serial, _issuer)
_LEAF: Final[tuple[Rule, ...]] = (_leaf, _alternative_names)
_AUTHORITY: Final[tuple[Rule, ...]] = (_authority, _policy_extensions, _constraints)
