"""The extensions of a certificate, by their kind (RFC 5280 section 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from firstcause.tls.kept import kept

# What the library raises at a certificate that it cannot read; some of these are not ValueErrors.
UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
Kind = TypeVar("Kind", bound=x509.ExtensionType)


def extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    """The value of this extension; None where there is none, or where none can be read (see `unreadable`)."""
    found = extension_entry(certificate, kind)
    return found.value if found else None


def extension_entry(certificate: x509.Certificate, kind: type[Kind]) -> x509.Extension[Kind] | None:
    """The same with its criticality."""
    return cast("x509.Extension[Kind] | None", _by_kind(certificate).get(kind))


# The library's own search asks an abstract class about every extension: a dozen searches a chain, and most of the time
# of judging one.
@kept
def _by_kind(certificate: x509.Certificate) -> Mapping[type[x509.ExtensionType], x509.Extension[x509.ExtensionType]]:
    try:
        return {type(entry.value): entry for entry in certificate.extensions}
    except UNREADABLE:
        return {}


def unreadable(certificate: x509.Certificate) -> str:
    """Why the extensions of a certificate cannot be read; "" where they can. Trust anchors come unread."""
    try:
        _ = certificate.extensions
    except UNREADABLE as error:
        return str(error)
    return ""
