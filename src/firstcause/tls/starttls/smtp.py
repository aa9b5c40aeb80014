"""SMTP: greeting, EHLO, STARTTLS (RFC 3207)."""

from __future__ import annotations

from collections.abc import Generator

from firstcause.tls.starttls.dialogue import DeclinedError, Line, Say, Script

MOST_LINES = 100


def smtp() -> Script:
    """The server must name the extension, and agree when we ask for it."""
    yield from _reply(b"220")
    yield Say(b"EHLO firstcause.invalid\r\n")
    extensions = yield from _reply(b"250")
    if not any(line[4:].strip().upper() == b"STARTTLS" for line in extensions):
        raise DeclinedError(b"no STARTTLS among its extensions: " + b", ".join(line[4:] for line in extensions[1:]))
    yield Say(b"STARTTLS\r\n")
    yield from _reply(b"220")


def _reply(expected: bytes) -> Generator[Line, bytes, list[bytes]]:
    """The lines of one reply (RFC 5321 section 4.2.1: all but the last have a hyphen after the code)."""
    lines = []
    for _ in range(MOST_LINES):
        lines.append((yield Line()))
        if lines[-1][3:4] != b"-":
            break
    if not lines[-1].startswith(expected):
        raise DeclinedError(lines[-1], temporary=lines[-1][:1] == b"4")
    return lines
