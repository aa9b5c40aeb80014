"""The way from a leaf upwards: through what was sent, to what is trusted, or to where it breaks off.

It joins certificates by name and verified signature only. Whether each of them may do what it does here (dates,
usage, constraints) is judged in `checks`; a path may end in trust and still be unfit.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509

from firstcause.tls.extensions import extension
from firstcause.tls.trust import CertificateSet, has_signed, is_self_issued


class PathEnd(StrEnum):
    """Where a path ends."""

    TRUSTED = "trusted"
    SELF_SIGNED = "self_signed"  # the leaf signs itself
    UNTRUSTED_ROOT = "untrusted_root"  # a root was sent along, and it is not trusted
    BAD_SIGNATURE = "bad_signature"  # the issuer is at hand, but it did not sign this
    ISSUER_ABSENT = "issuer_absent"


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


def build_path(chain: tuple[x509.Certificate, ...], trust: CertificateSet) -> Path:
    """The shortest path from `chain[0]` into trust, in whatever order the rest was sent; else the longest that breaks.

    Each certificate is tried once, so a hostile chain of look-alikes costs no more than the square of its length.
    """
    waiting: deque[tuple[x509.Certificate, ...]] = deque([chain[:1]])
    seen = {chain[0]}
    longest: tuple[x509.Certificate, ...] = ()
    while waiting:
        path = waiting.popleft()
        anchor = _anchor(path[-1], trust)
        if anchor is not None:
            return Path(path, PathEnd.TRUSTED, anchor)
        longest = max(longest, path, key=len)
        onward = [c for c in chain if c not in seen and has_signed(c, path[-1])]
        seen.update(onward)
        waiting.extend((*path, c) for c in onward)
    return Path(longest, _dead_end(longest, chain, trust))


def certificate_role(path: Path, certificate: x509.Certificate) -> str:
    """Which certificate is meant, in the words of `Detail.certificate`: `leaf`, `intermediate 1`, `root`."""
    index = path.all.index(certificate)
    if index == 0:
        return "leaf"
    is_top = index == len(path.all) - 1
    if certificate == path.anchor or (is_top and is_self_issued(certificate)):
        return "root"
    return f"intermediate {index}"


def _anchor(certificate: x509.Certificate, trust: CertificateSet) -> x509.Certificate | None:
    if certificate in trust:
        return certificate
    return next(iter(trust.issuers_of(certificate)), None)


def _dead_end(
    path: tuple[x509.Certificate, ...], chain: tuple[x509.Certificate, ...], trust: CertificateSet
) -> PathEnd:
    top = path[-1]
    if is_self_issued(top) and has_signed(top, top):
        return PathEnd.SELF_SIGNED if len(path) == 1 else PathEnd.UNTRUSTED_ROOT
    namesakes = (*(c for c in chain if c.subject == top.issuer), *trust.named(top.issuer))
    # An issuer that did sign stands below already: authorities that certify each other lead nowhere.
    if any(_is_named_issuer(c, top) and not has_signed(c, top) for c in namesakes):
        return PathEnd.BAD_SIGNATURE
    return PathEnd.ISSUER_ABSENT


def _is_named_issuer(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """The key identifiers say that this very key signed it (RFC 5280 section 4.2.1.1): then the signature is bad."""
    wanted = extension(certificate, x509.AuthorityKeyIdentifier)
    offered = extension(issuer, x509.SubjectKeyIdentifier)
    return wanted is not None and offered is not None and wanted.key_identifier == offered.digest
