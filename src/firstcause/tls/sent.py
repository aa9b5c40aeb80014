"""The certificates that a server sent above its leaf, ready to be asked for the issuers of another."""

from __future__ import annotations

from cryptography import x509

from firstcause.tls.search import Search


class Sent:
    """Each certificate is taken once, as an issuer of whichever asks first."""

    def __init__(self, chain: tuple[x509.Certificate, ...]) -> None:
        self._left: dict[bytes, list[x509.Certificate]] = {}
        for certificate in dict.fromkeys(chain):
            if certificate != chain[0]:
                self._left.setdefault(certificate.subject.public_bytes(), []).append(certificate)

    def take_issuers(self, certificate: x509.Certificate, search: Search) -> list[x509.Certificate]:
        """All that signed it, as far as the search goes; those that its key identifier names are tried first."""
        name = certificate.issuer.public_bytes()
        namesakes = self._left.get(name, [])
        if len(namesakes) > 1:
            namesakes = sorted(namesakes, key=lambda c: not is_named_issuer(c, certificate))
        taken = [c for c in namesakes if search.has_signed(c, certificate)]
        self._left[name] = [c for c in namesakes if not any(c is other for other in taken)]
        return taken


def is_named_issuer(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the key identifiers say that this very key signed it (RFC 5280 section 4.2.1.1)."""
    try:
        wanted = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        offered = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return False
    return wanted == offered
