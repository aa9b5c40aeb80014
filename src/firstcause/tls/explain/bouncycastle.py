"""Bouncy Castle's TLS for the JVM: `TlsFatalAlert` is what this side found, `TlsFatalAlertReceived` what it heard."""

from __future__ import annotations

import re
from typing import Final, Literal

from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.words import Reading, Role

STACK: Final = "bouncycastle"
_ALERT: Final = re.compile(r"\bTlsFatalAlert(?P<heard>Received)?: (?P<alert>[a-z_]{4,40})\((?P<number>\d{1,3})\)")
_LOGGED: Final = re.compile(
    r"(?P<role>client|server)(?: #\d+)? (?P<way>raised"
    r"|received) fatal\(2\) (?P<alert>[a-z_]{4,40})\(\d+\) alert",
    re.IGNORECASE,
)


def read(line: str) -> Reading | None:
    """The alert with its direction; None for what is not Bouncy Castle's."""
    logged = _LOGGED.search(line)
    if logged:
        role: Role = "server" if logged["role"].lower() == "server" else "client"
        return Reading(
            STACK, alert=by_words(logged["alert"], "received" if logged["way"] == "received" else "sent"), role=role
        )
    found = _ALERT.search(line)
    if found is None:
        return None
    way: Literal["sent", "received"] = "received" if found["heard"] else "sent"
    return Reading(STACK, alert=by_words(found["number"], way))
