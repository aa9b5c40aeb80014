"""A look at the DER of a certificate where the library keeps to itself how something was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_VERSION: Final = 0xA0
_GENERALIZED_TIME: Final = 0x18


def early_generalized_time(tbs_certificate: bytes) -> bool:
    """Whether a date before 2050 is written as GeneralizedTime, against RFC 5280 section 4.1.2.5."""
    fields = list(_elements(next(_elements(tbs_certificate))[1]))
    # version (optional), serialNumber, signature, issuer, validity
    validity = fields[4 if fields[0][0] == _VERSION else 3][1]
    return any(tag == _GENERALIZED_TIME and content[:4] < b"2050" for tag, content in _elements(validity))


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element of well-formed DER (the library has read it before)."""
    while content:
        tag, length, start = content[0], content[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[2:start], "big")
        yield tag, content[start : start + length]
        content = content[start + length :]
