"""The extensions of a certificate, by their kind (RFC 5280 section 4.2)."""

from __future__ import annotations

from typing import TypeVar

from cryptography import x509

Kind = TypeVar("Kind", bound=x509.ExtensionType)


def extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    """The extension of this kind; None where the certificate has none."""
    # The library's own search asks an abstract class about every extension: a dozen searches a chain, and most of the
    # time of judging one.
    for one in certificate.extensions:
        if type(one.value) is kind:
            return one.value
    return None
