"""IMAP: greeting, STARTTLS (RFC 9051 section 6.2.1)."""

from __future__ import annotations

from firstcause.tls.starttls.dialogue import DeclinedError, Line, Say, Script

MOST_LINES = 100


def imap() -> Script:
    """The server must be at the state before authentication, and answer our tag with OK."""
    greeting = yield Line()
    if not greeting.upper().startswith(b"* OK"):
        raise DeclinedError(greeting)
    yield Say(b"a1 STARTTLS\r\n")
    for _ in range(MOST_LINES):
        line = yield Line()
        if line.upper().startswith(b"A1 "):
            break
    if not line.upper().startswith(b"A1 OK"):
        raise DeclinedError(line)
