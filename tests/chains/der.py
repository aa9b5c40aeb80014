"""The few pieces of DER (ITU-T X.690) of which a certificate is made, for certificates that no library would make."""

from __future__ import annotations

from datetime import datetime

INTEGER, BIT_STRING, OCTET_STRING, NULL, OBJECT, UTF8, SEQUENCE = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x30
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18


def element(tag: int, *parts: bytes) -> bytes:
    """Tag, definite length, content."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    size = (len(content).bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + len(content).to_bytes(size, "big") + content


def sequence(*parts: bytes) -> bytes:
    return element(SEQUENCE, *parts)


def integer(value: int) -> bytes:
    """Two's complement in as few octets as it takes."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return element(INTEGER, value.to_bytes(size, "big", signed=True))


def bits(content: bytes) -> bytes:
    """A BIT STRING of whole octets."""
    return element(BIT_STRING, b"\0", content)


def identifier(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return element(OBJECT, b"".join(_base128(arc) for arc in (40 * first + second, *rest)))


def time(at: datetime, *, generalized: bool = False) -> bytes:
    """UTCTime until 2049 (RFC 5280 section 4.1.2.5), unless the other form is wanted on purpose."""
    if generalized or at.year >= 2050:
        return element(GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").encode())
    return element(UTC_TIME, at.strftime("%y%m%d%H%M%SZ").encode())


def _base128(value: int) -> bytes:
    septets = [value & 0x7F]
    while value := value >> 7:
        septets.append(value & 0x7F | 0x80)
    return bytes(reversed(septets))
