"""Which chains a caller accepts, remembered: a verdict of "nothing is wrong" by chain, name and trust.

Almost every look finds what the one before it found. Only acceptance is remembered, together with the time within
which it holds, so dates are judged at every look; whatever is wrong is looked into anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from firstcause.tls.certificate import KEPT
from firstcause.tls.chain import TIMELESS, chain_case
from firstcause.tls.sent import SentChain
from firstcause.tls.trust import CertificateSet


@dataclass(frozen=True, slots=True)
class Validity:
    """When every certificate of a path is valid, its anchor among them."""

    begin: datetime
    end: datetime

    def __contains__(self, now: datetime) -> bool:
        return self.begin <= now <= self.end


def accepts(chain: SentChain, server_name: str, trust: CertificateSet, now: datetime) -> bool:
    """Whether nothing at all is wrong with this chain, for this caller, now."""
    validity = _acceptance(chain, server_name, trust)
    return validity is not None and now in validity


# Chains and sets of trust are known by their identity: the same bytes are the same chain, and a file of trust that
# changes on disk is read into another set.
@lru_cache(maxsize=KEPT)
def _acceptance(sent: SentChain, server_name: str, trust: CertificateSet) -> Validity | None:
    """The time within which the chain is accepted; None where something other than dates is wrong."""
    leaf = sent.certificates[0]
    case = chain_case(sent.certificates, server_name, trust, leaf.not_valid_before_utc)
    if any(True for check in TIMELESS for _ in check(case)):
        return None
    begin = max(c.not_valid_before_utc for c in case.path.all)
    return Validity(begin, min(c.not_valid_after_utc for c in case.path.all))
