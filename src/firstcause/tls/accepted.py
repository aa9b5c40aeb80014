"""Which chains a caller accepts, remembered: a verdict of "nothing is wrong" by chain, name and trust.

Almost every look finds what the one before it found. Only acceptance is remembered, together with the time within
which it holds, so dates are judged at every look; whatever is wrong is looked into anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.tls.certificate import unmoved
from firstcause.tls.chain import CHECKS, OF_DATES, chain_case
from firstcause.tls.chain_case import Check
from firstcause.tls.kept import kept
from firstcause.tls.sent_chain import SentChain
from firstcause.tls.trust import CertificateSet


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
    validity = _acceptance(sent, server_name, trust, checks)
    return validity if validity is not None and now in validity else None


# Chains and sets of trust are known by their identity: the same bytes are the same chain, and a file of trust that
# changes on disk is read into another set.
@kept
def _acceptance(sent: SentChain, server_name: str, trust: CertificateSet, checks: tuple[Check, ...]) -> Validity | None:
    """The time within which the chain is accepted; None where something other than dates is wrong."""
    with unmoved():
        case = chain_case(sent.certificates, server_name, trust, sent.certificates[0].not_valid_before_utc)
        if any(True for check in checks if check not in OF_DATES for _ in check(case)):
            return None
    begin = max(c.not_valid_before_utc for c in case.path.all)
    return Validity(begin, min(c.not_valid_after_utc for c in case.path.all))
