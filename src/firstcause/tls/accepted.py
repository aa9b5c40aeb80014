"""Which chains a caller accepts, remembered: a verdict of "nothing is wrong" by chain, name and trust.

Almost every look finds what the one before it found. Only acceptance is remembered, together with the time within
which it holds, so dates are judged at every look; whatever is wrong is looked into anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from firstcause.tls.chain import CHECKS, OF_DATES, OF_NAMES
from firstcause.tls.chain_case import ChainCase, Check
from firstcause.tls.kept import kept
from firstcause.tls.path import Path, build_path
from firstcause.tls.sent_chain import SentChain
from firstcause.tls.trust import NOTHING, CertificateSet


@dataclass(frozen=True, slots=True)
class Validity:
    """When every certificate of a path is valid, its anchor among them."""

    begin: datetime
    end: datetime

    def __contains__(self, now: datetime) -> bool:
        return self.begin <= now <= self.end


def acceptance(
    sent: SentChain, server_name: str, trust: CertificateSet, now: datetime, checks: tuple[Check, ...] = CHECKS
) -> Validity | None:
    """Until when none of these checks finds anything wrong with this chain, for this caller; None: one does, now."""
    validity = _acceptance(sent, trust, checks)
    if validity is None or now not in validity or not _may_be_called(sent, server_name, trust):
        return None
    return validity


# Chains and sets of trust are known by their identity: the same bytes are the same chain, and a file of trust that
# changes on disk is read into another set.
@kept
def path_of(sent: SentChain, trust: CertificateSet) -> Path:
    """The way into trust, or to where it breaks off; only where there is a chain."""
    return build_path(sent.certificates, trust)


@kept
def _acceptance(sent: SentChain, trust: CertificateSet, checks: tuple[Check, ...]) -> Validity | None:
    """The time within which the chain is accepted under whatever name; None where something else is wrong."""
    path = path_of(sent, trust)
    timeless = (check for check in checks if check not in OF_DATES and check not in OF_NAMES)
    if _finds(timeless, _case(sent, "", trust)):
        return None
    return Validity(max(c.not_valid_before_utc for c in path.all), min(c.not_valid_after_utc for c in path.all))


@kept
def _may_be_called(sent: SentChain, server_name: str, trust: CertificateSet) -> bool:
    """Whether the chain is good for this name: many endpoints may show the same certificate."""
    return not _finds(OF_NAMES, _case(sent, server_name, trust))


def _finds(checks: Iterable[Check], case: ChainCase) -> bool:
    return any(True for check in checks for _ in check(case))


def _case(sent: SentChain, server_name: str, trust: CertificateSet) -> ChainCase:
    now = sent.certificates[0].not_valid_before_utc  # whenever: no check that is asked here looks at dates
    return ChainCase(sent.certificates, path_of(sent, trust), server_name, trust, NOTHING, now)
