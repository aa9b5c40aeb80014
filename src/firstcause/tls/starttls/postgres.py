"""PostgreSQL: SSLRequest and its one byte of answer (its manual, "Message Flow", part "SSL Session Encryption")."""

from __future__ import annotations

import struct

from firstcause.tls.starttls.dialogue import DeclinedError, Exactly, Say, Script

SSL_REQUEST_CODE = 80877103


def postgres() -> Script:
    """S: the ClientHello may follow. N: `ssl` is off. Anything else is no PostgreSQL, or too old a one."""
    yield Say(struct.pack("!II", 8, SSL_REQUEST_CODE))
    answer = yield Exactly(1)
    if answer == b"N":
        raise DeclinedError("N: this server has ssl switched off")
    if answer != b"S":
        raise DeclinedError(f"{answer!r} instead of S or N")
