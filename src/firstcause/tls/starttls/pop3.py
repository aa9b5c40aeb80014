"""POP3: greeting, STLS (RFC 2595 section 4)."""

from __future__ import annotations

from firstcause.tls.starttls.dialogue import DeclinedError, Line, Say, Script


def pop3() -> Script:
    """Both lines must begin with +OK."""
    for said in (b"", b"STLS\r\n"):
        yield Say(said)
        line = yield Line()
        if not line.startswith(b"+OK"):
            raise DeclinedError(line)
