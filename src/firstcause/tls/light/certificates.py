"""The server's Certificate message (RFC 8446 section 4.4.2)."""

from __future__ import annotations

from typing import Final

from firstcause.tls.certificate import one_copy
from firstcause.tls.light.fields import extensions, number, vector, whole
from firstcause.tls.light.hello import STATUS
from firstcause.tls.light.unexpected import UnexpectedError

_OCSP: Final = 1


def certificates(body: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The chain in DER as it was sent, and the leaf's staple (empty where there is none)."""
    context, place = vector(body, 0, 1)
    entries = whole(body, place, 3)
    if context or not entries:
        raise UnexpectedError("no server's Certificate message")
    chain: list[bytes] = []
    staple = b""
    place = 0
    while place < len(entries):
        certificate, place = vector(entries, place, 3)
        added, place = vector(entries, place, 2)
        if added:
            status = extensions(added)
            if status.keys() != {STATUS}:
                raise UnexpectedError("an extension of a certificate that was not asked for")
            staple = staple if chain else _response(status[STATUS])
        chain.append(one_copy(certificate))
    return tuple(chain), staple


def _response(status: bytes) -> bytes:
    if number(status, 0, 1) != _OCSP:
        raise UnexpectedError("a certificate status of another kind")
    return whole(status, 1, 3)
