"""Further ways from a leaf into trust, for when the shortest is unfit: it may have run out, or be limited in names.

Authorities certify each other, so there may be many ways; a hostile chain may hold more of them than anybody can walk.
The search is therefore bounded in steps, and gives the shortest ways first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from cryptography import x509

from firstcause.tls.path import Path, PathEnd
from firstcause.tls.trust import CertificateSet, has_signed

# Real chains need a handful: the best known tangle of cross-signed authorities has about twenty ways.
MAXIMUM_STEPS: Final = 128


def ways_into_trust(chain: tuple[x509.Certificate, ...], trust: CertificateSet) -> Iterator[Path]:
    """Every path from `chain[0]` to a trusted certificate, shortest first, until the steps are used up."""
    waiting: deque[tuple[x509.Certificate, ...]] = deque([chain[:1]])
    others = tuple(dict.fromkeys(chain[1:]))
    steps = 0
    while waiting and steps < MAXIMUM_STEPS:
        steps += 1
        path = waiting.popleft()
        yield from (Path(path, PathEnd.TRUSTED, anchor) for anchor in _anchors(path[-1], trust))
        onward = [c for c in others if c not in path and has_signed(c, path[-1])]
        waiting.extend((*path, c) for c in onward[: MAXIMUM_STEPS - len(waiting)])


def _anchors(certificate: x509.Certificate, trust: CertificateSet) -> tuple[x509.Certificate, ...]:
    return (certificate,) if certificate in trust else trust.issuers_of(certificate)
