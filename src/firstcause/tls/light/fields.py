"""Fields of TLS messages (RFC 8446 section 3): numbers and vectors. Lengths are checked before they are believed."""

from __future__ import annotations

from firstcause.tls.light.unexpected import UnexpectedError


def number(data: bytes, place: int, width: int) -> int:
    """An unsigned number of so many bytes."""
    if place + width > len(data):
        raise UnexpectedError("a message ends inside a number")
    return int.from_bytes(data[place : place + width], "big")


def vector(data: bytes, place: int, width: int) -> tuple[bytes, int]:
    """A vector whose length stands before it in so many bytes, and the place behind it."""
    start = place + width
    end = start + int.from_bytes(data[place:start], "big")
    if start > len(data) or end > len(data):
        raise UnexpectedError("a message ends inside a vector")
    return data[start:end], end


def whole(data: bytes, place: int, width: int) -> bytes:
    """A vector that is the rest of the data."""
    content, end = vector(data, place, width)
    if end != len(data):
        raise UnexpectedError("a message is longer than its content")
    return content


def extensions(content: bytes) -> dict[int, bytes]:
    """Extensions by number (RFC 8446 section 4.2); each may be there once."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(content):
        kind = number(content, place, 2)
        if kind in found:
            raise UnexpectedError(f"extension {kind} twice")
        found[kind], place = vector(content, place + 2, 2)
    return found
