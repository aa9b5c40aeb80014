"""Python's own words around OpenSSL's: where the library is called from, and names that Python itself has checked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from firstcause.tls.explain import openssl, sockets
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "python"
_OURS: Final = re.compile(
    r"_ssl\.c\b|\bssl\.SSL\w*Error|\bSSLError\b|urlopen error|SSL certificate verification failure|\bSSL(?:Error"
    r"|CertVerificationError|EOFError)\(|CertificateError"
)
_CLIENT: Final = re.compile(
    r"HTTPSConnectionPool\(|Max retries exceeded|ClientConnector\w*Error|Cannot connect to host|httpx\.Connect"
    r"|urlopen error|botocore"
)
_OTHER_NAME: Final = re.compile(
    r"(?:hostname|IP address) .{1,200}? doesn't match"
    r"|does not match any of the subject|is not valid for '",
    re.DOTALL,
)


def read(line: str) -> Reading | None:
    """OpenSSL's reading with the part that the caller plays; None where Python has not printed the line."""
    if not _OURS.search(line):
        return None
    role: Role | None = "client" if _CLIENT.search(line) else None
    inner = openssl.read(line) or sockets.read(line)
    if _OTHER_NAME.search(line):
        return Reading(STACK, Symptom.WRONG_NAME, role="client")  # a server has no name to hold a client's against
    return replace(inner, stack=STACK, role=role or inner.role) if inner else None
