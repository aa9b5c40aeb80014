"""The certificates that a server sent above its leaf, ready to be asked for the issuers of another."""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509

from firstcause.tls.extensions import extension
from firstcause.tls.search import Search

Issuers = Callable[[x509.Certificate, Search], list[x509.Certificate]]


class Sent:
    """Each certificate is taken once, as an issuer of whichever asks first."""

    def __init__(self, chain: tuple[x509.Certificate, ...]) -> None:
        self.has_skipped = False  # somebody of the right name was not asked
        self._left: dict[bytes, list[x509.Certificate]] = {}
        for certificate in dict.fromkeys(chain):
            if certificate != chain[0]:
                self._left.setdefault(certificate.subject.public_bytes(), []).append(certificate)

    def issuers(self, certificate: x509.Certificate, search: Search) -> list[x509.Certificate]:
        """All that signed it, as far as the search goes."""
        return self._take(certificate, self._namesakes(certificate), search)

    def named_issuers(self, certificate: x509.Certificate, search: Search) -> list[x509.Certificate]:
        """Those that its key identifier names, and that signed it; where there are none, all that did."""
        namesakes = self._namesakes(certificate)
        named = [c for c in namesakes if is_named_issuer(c, certificate)] if len(namesakes) > 1 else []
        found = self._take(certificate, named, search)
        if not found:
            return self._take(certificate, namesakes, search)
        self.has_skipped = self.has_skipped or len(named) < len(namesakes)
        return found

    def _namesakes(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        return self._left.get(certificate.issuer.public_bytes(), [])

    def _take(
        self, certificate: x509.Certificate, candidates: list[x509.Certificate], search: Search
    ) -> list[x509.Certificate]:
        taken = [c for c in candidates if search.has_signed(c, certificate)]
        if taken:
            left = [c for c in self._namesakes(certificate) if not any(c is other for other in taken)]
            self._left[certificate.issuer.public_bytes()] = left
        return taken


def is_named_issuer(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the key identifiers say that this very key signed it (RFC 5280 section 4.2.1.1)."""
    wanted, offered = extension(certificate, x509.AuthorityKeyIdentifier), extension(issuer, x509.SubjectKeyIdentifier)
    return wanted is not None and offered is not None and wanted.key_identifier == offered.digest
