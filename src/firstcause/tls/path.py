"""The way from a leaf upwards: through what was sent, to what is trusted, or to where it breaks off.

It joins certificates by name and verified signature only. Whether each of them may do what it does here (dates,
usage, constraints) is judged in `checks`; a path may end in trust and still be unfit.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509

from firstcause.tls.search import DEEPEST, Search
from firstcause.tls.sent import Issuers, Sent, is_named_issuer
from firstcause.tls.trust import CertificateSet, has_signed, is_self_issued


class PathEnd(StrEnum):
    """Where a path ends."""

    TRUSTED = "trusted"
    SELF_SIGNED = "self_signed"  # the leaf signs itself
    UNTRUSTED_ROOT = "untrusted_root"  # a root was sent along, and it is not trusted
    BAD_SIGNATURE = "bad_signature"  # the issuer is at hand, but it did not sign this
    ISSUER_ABSENT = "issuer_absent"
    SEARCH_ENDED = "search_ended"  # so much was sent that not all of it was tried


@dataclass(frozen=True, slots=True)
class Path:
    """Certificates that were sent, leaf first, each signed by the next; `anchor` is the trusted one at the end."""

    certificates: tuple[x509.Certificate, ...]
    end: PathEnd
    anchor: x509.Certificate | None = None

    @property
    def top(self) -> x509.Certificate:
        """The last certificate that was sent and joins."""
        return self.certificates[-1]

    @property
    def all(self) -> tuple[x509.Certificate, ...]:
        """The path with its anchor, where that is not the last one sent."""
        if self.anchor is None or self.anchor == self.top:
            return self.certificates
        return (*self.certificates, self.anchor)


def build_path(chain: tuple[x509.Certificate, ...], trust: CertificateSet, search: Search | None = None) -> Path:
    """The shortest path from `chain[0]` into trust, in whatever order the rest was sent; else the longest that breaks.

    A hostile chain of look-alikes costs no more than a search has to spend. Those whom key identifiers name are tried
    first, and alone: others of the same name have rarely signed anything.
    """
    search, sent = search or Search(), Sent(chain)
    path = _walk(chain, trust, search, sent.named_issuers)
    if path.end is not PathEnd.TRUSTED and sent.has_skipped:
        path = _walk(chain, trust, search, Sent(chain).issuers)
    return path


def _walk(chain: tuple[x509.Certificate, ...], trust: CertificateSet, search: Search, above: Issuers) -> Path:
    waiting: deque[tuple[x509.Certificate, ...]] = deque([chain[:1]])
    longest: tuple[x509.Certificate, ...] = chain[:1]
    while waiting:
        path = waiting.popleft()
        anchor = _anchor(path[-1], trust, search)
        if anchor is not None:
            return Path(path, PathEnd.TRUSTED, anchor)
        longest = max(longest, path, key=len)
        if len(path) == DEEPEST:
            return Path(longest, PathEnd.SEARCH_ENDED)
        if not search.is_over:
            waiting.extend((*path, c) for c in above(path[-1], search))
    if search.is_over:
        return Path(longest, PathEnd.SEARCH_ENDED)
    return Path(longest, _dead_end(longest, chain, trust, search))


def certificate_role(path: Path, certificate: x509.Certificate) -> str:
    """Which certificate is meant, in the words of `Detail.certificate`: `leaf`, `intermediate 1`, `root`."""
    index = path.all.index(certificate)
    if index == 0:
        return "leaf"
    is_top = index == len(path.all) - 1
    if certificate == path.anchor or (is_top and is_self_issued(certificate)):
        return "root"
    return f"intermediate {index}"


def _anchor(certificate: x509.Certificate, trust: CertificateSet, search: Search) -> x509.Certificate | None:
    if certificate in trust:
        return certificate
    return next((c for c in trust.named(certificate.issuer) if search.has_signed(c, certificate)), None)


def _dead_end(
    path: tuple[x509.Certificate, ...], chain: tuple[x509.Certificate, ...], trust: CertificateSet, search: Search
) -> PathEnd:
    top = path[-1]
    if is_self_issued(top) and has_signed(top, top):
        return PathEnd.SELF_SIGNED if len(path) == 1 else PathEnd.UNTRUSTED_ROOT
    namesakes = (*(c for c in chain if c.subject == top.issuer), *trust.named(top.issuer))
    # An issuer that did sign stands below already: authorities that certify each other lead nowhere.
    if any(is_named_issuer(c, top) and not search.has_signed(c, top) for c in namesakes):
        return PathEnd.SEARCH_ENDED if search.is_over else PathEnd.BAD_SIGNATURE
    return PathEnd.ISSUER_ABSENT
