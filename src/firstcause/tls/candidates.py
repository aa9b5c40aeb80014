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
MAXIMUM_WAYS: Final = 128
MAXIMUM_SIGNATURES: Final = 512


def ways_into_trust(chain: tuple[x509.Certificate, ...], trust: CertificateSet) -> Iterator[Path]:
    """Every path from `chain[0]` to a trusted certificate, shortest first, until one of the limits is reached."""
    waiting: deque[tuple[x509.Certificate, ...]] = deque([chain[:1]])
    sent = CertificateSet(dict.fromkeys(chain[1:]))
    begun = looked_at = 0
    while waiting and begun < MAXIMUM_WAYS:
        begun += 1
        path = waiting.popleft()
        yield from (Path(path, PathEnd.TRUSTED, anchor) for anchor in _anchors(path[-1], trust))
        for issuer in sent.named(path[-1].issuer):
            looked_at += 1
            if looked_at > MAXIMUM_SIGNATURES:
                break
            if issuer not in path and has_signed(issuer, path[-1]):
                waiting.append((*path, issuer))


def _anchors(certificate: x509.Certificate, trust: CertificateSet) -> tuple[x509.Certificate, ...]:
    if certificate in trust:
        return (certificate,)
    return tuple(c for c in trust.named(certificate.issuer) if has_signed(c, certificate))
