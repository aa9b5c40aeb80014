"""What is wrong with a chain as this caller sees it: the cause first, and which certificate is meant.

A chain is judged as RFC 5280 section 6 would validate it, but every property is looked at, also after the first
fault, since two things may be broken at once. Dates are judged at the `now` that is given. Revocation is not asked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cryptography import x509

from firstcause.tls import checks, path_checks
from firstcause.tls.chain_case import ChainCase, ChainFault, Check
from firstcause.tls.path import build_path
from firstcause.tls.trust import NOTHING, CertificateSet

# The most specific first: a self-signed certificate that has also expired is, first of all, the wrong certificate.
CHECKS: Final[tuple[Check, ...]] = (
    path_checks.broken_path,
    checks.issuer_is_no_authority,
    checks.name_outside_constraints,
    checks.expired,
    checks.not_yet_valid,
    checks.wrong_usage,
    checks.weak,
    checks.other_name,
)
OF_DATES: Final = frozenset({checks.expired, checks.not_yet_valid})
TIMELESS: Final[tuple[Check, ...]] = tuple(check for check in CHECKS if check not in OF_DATES)


def chain_case(
    chain: tuple[x509.Certificate, ...],
    server_name: str,
    trust: CertificateSet,
    now: datetime,
    known: CertificateSet = NOTHING,
) -> ChainCase:
    """Build the path once; every check then reads it. `known` are intermediates kept from elsewhere."""
    return ChainCase(chain, build_path(chain, trust), server_name, trust, known, now)


def chain_faults(case: ChainCase) -> tuple[ChainFault, ...]:
    """Everything that is wrong, the cause first. Empty: this caller accepts the chain."""
    return tuple(fault for check in CHECKS for fault in check(case))
