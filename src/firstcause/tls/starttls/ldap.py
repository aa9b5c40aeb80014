"""LDAP: the extended operation StartTLS (RFC 4511 section 4.14)."""

from __future__ import annotations

from collections.abc import Generator

from firstcause.tls.starttls.dialogue import DeclinedError, Exactly, Say, Script

OBJECT_IDENTIFIER = b"1.3.6.1.4.1.1466.20037"
EXTENDED_REQUEST, EXTENDED_RESPONSE, REQUEST_NAME = 0x77, 0x78, 0x80
SEQUENCE, INTEGER, ENUMERATED = 0x30, 0x02, 0x0A
UNAVAILABLE = {51: "busy", 52: "unavailable", 80: "other"}  # RFC 4511 appendix A.1
LONGEST = 4096


def ldap() -> Script:
    """The server must answer with the result code 0."""
    name = _element(REQUEST_NAME, OBJECT_IDENTIFIER)
    yield Say(_element(SEQUENCE, _element(INTEGER, b"\x01") + _element(EXTENDED_REQUEST, name)))
    message = yield from _message()
    try:
        _, after_id = _take(message, INTEGER)
        response, _ = _take(after_id, EXTENDED_RESPONSE)
        code, rest = _take(response, ENUMERATED)
        _, rest = _take(rest, 0x04)  # matchedDN
        words, _ = _take(rest, 0x04)
    except ValueError:
        raise DeclinedError(f"no LDAP answer: {message[:32].hex(' ')}") from None
    result = int.from_bytes(code)
    if result:
        raise DeclinedError(
            f"result code {result}: {words[:200].decode('utf-8', 'replace')}", temporary=result in UNAVAILABLE
        )


def _message() -> Generator[Exactly, bytes, bytes]:
    """The content of the answer's outermost element."""
    tag, length = yield Exactly(2)
    if tag != SEQUENCE:
        raise DeclinedError(f"no LDAP answer: it begins with {tag:02x}")
    if length & 0x80:
        length = int.from_bytes((yield Exactly(length & 0x7F)) if length & 0x7F else b"")
    if not 0 < length <= LONGEST:
        raise DeclinedError(f"no LDAP answer: one of {length} bytes")
    return (yield Exactly(length))


def _element(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content  # all of ours are shorter than 128 bytes


def _take(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the element that `data` begins with, and what follows. Raises ValueError."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError(f"expected {tag:02x}")
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start])
    if len(data) < start + length:
        raise ValueError("cut short")
    return data[start : start + length], data[start + length :]
