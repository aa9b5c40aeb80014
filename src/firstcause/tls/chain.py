"""What is wrong with a chain as this caller sees it: the cause first, and which certificate is meant.

A chain is judged as RFC 5280 section 6 would validate it, but every property is looked at, also after the first
fault, since two things may be broken at once. Dates are judged at the `now` that is given. Revocation is not asked.
Where several ways lead into trust, one that is fit is enough; where none is, the one with the fewest faults speaks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from cryptography import x509

from firstcause.tls import checks, path_checks, profile, strength, usage, wellformed
from firstcause.tls.candidates import ways_into_trust
from firstcause.tls.chain_case import ChainCase, ChainFault, Check
from firstcause.tls.path import PathEnd, build_path
from firstcause.tls.trust import NOTHING, CertificateSet

# The most specific first: a self-signed certificate that has also expired is, first of all, the wrong certificate.
CHECKS: Final[tuple[Check, ...]] = (
    path_checks.broken_path,
    wellformed.unreadable_anchor,
    usage.issuer_is_no_authority,
    checks.name_outside_constraints,
    checks.expired,
    checks.not_yet_valid,
    usage.wrong_usage,
    wellformed.unknown_and_critical,
    wellformed.misidentified_issuer,
    strength.weak,
    checks.other_name,
)
# What only clients refuse that hold certificates to the whole profile: `openssl verify -x509_strict`, Python from 3.13.
STRICT_CHECKS: Final[tuple[Check, ...]] = (*CHECKS, *profile.CHECKS)
OF_DATES: Final = frozenset({checks.expired, checks.not_yet_valid})
OF_NAMES: Final = frozenset({checks.other_name, checks.name_outside_constraints})


def chain_case(
    chain: tuple[x509.Certificate, ...],
    server_name: str,
    trust: CertificateSet,
    now: datetime,
    known: CertificateSet = NOTHING,
) -> ChainCase:
    """Build the path once; every check then reads it. `known` are intermediates kept from elsewhere."""
    return ChainCase(chain, build_path(chain, trust), server_name, trust, known, now)


def chain_faults(case: ChainCase, checks: tuple[Check, ...] = CHECKS) -> tuple[ChainFault, ...]:
    """Everything that is wrong, the cause first. Empty: this caller accepts the chain."""
    best = _faults(case, checks)
    if not best or case.path.end is not PathEnd.TRUSTED:
        return best
    for path in ways_into_trust(case.chain, case.trust):
        if path != case.path:
            best = min(best, _faults(replace(case, path=path), checks), key=len)
        if not best:
            break
    return best


def strict_faults(case: ChainCase) -> tuple[ChainFault, ...]:
    """What strict clients refuse in a chain that ordinary ones accept."""
    return chain_faults(case, STRICT_CHECKS) if _faults(case, profile.CHECKS) else ()


def _faults(case: ChainCase, checks: tuple[Check, ...]) -> tuple[ChainFault, ...]:
    return tuple(fault for check in checks for fault in check(case))
