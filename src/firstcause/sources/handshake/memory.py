"""Intermediates that healthy endpoints have shown.

A later leaf whose issuer is missing is surely an incomplete chain when that issuer was seen next door. Bounded: the
oldest is forgotten first.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.tls.certificate import parse_chain
from firstcause.tls.trace import HandshakeTrace
from firstcause.tls.trust import NOTHING, CertificateSet

LIMIT: Final = 1000
LONGEST_CHAIN: Final = 10  # of which something is learnt: one server must not fill the memory of all


class IssuerMemory:
    """Keeps intermediates of healthy looks; `known` is what to judge by."""

    def __init__(self) -> None:
        self.known: CertificateSet = NOTHING
        self._kept: dict[bytes, None] = {}

    def learn(self, trace: HandshakeTrace, observed: HandshakeObserved) -> None:
        """Keep what a healthy endpoint sent above its leaf."""
        fresh = [der for der in trace.chain[1:LONGEST_CHAIN] if der not in self._kept]
        if observed.outcome is not Outcome.HEALTHY or not fresh:
            return
        self._kept.update(dict.fromkeys(fresh))
        while len(self._kept) > LIMIT:
            del self._kept[next(iter(self._kept))]
        self.known = CertificateSet(parse_chain(tuple(self._kept)))
