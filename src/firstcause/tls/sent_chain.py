"""A chain as a server sent it, with what is asked of it at every look.

The same chain comes again and again, and to hash a parsed certificate takes longer than most of what is asked of it:
so it is looked up once a look, by its bytes, and everything else hangs on what is found.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

from firstcause.model.handshake import CertificateSummary
from firstcause.tls.certificate import is_in_order, parse_chain, summary
from firstcause.tls.extensions import extension
from firstcause.tls.kept import kept


@dataclass(frozen=True, slots=True, eq=False)
class SentChain:
    """Certificates, leaf first; one and the same object for the same bytes."""

    certificates: tuple[x509.Certificate, ...] = ()
    summaries: tuple[CertificateSummary, ...] = ()
    is_in_order: bool = True
    demands_staple: bool = False


@kept
def sent_chain(data: tuple[bytes, ...]) -> SentChain:
    """By its certificates in DER. Raises UnreadableError where one of them is none."""
    chain = parse_chain(data)
    demands = bool(chain) and _demands_staple(chain[0])
    return SentChain(chain, tuple(summary(c) for c in chain), is_in_order(chain), demands)


def _demands_staple(leaf: x509.Certificate) -> bool:
    """Must-staple (RFC 7633)."""
    features = extension(leaf, x509.TLSFeature)
    return features is not None and x509.TLSFeatureType.status_request in features
