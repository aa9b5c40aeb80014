"""nginx's error log: which of its two parts speaks (server to its clients, client to its upstreams), and in"
" which call.

    SSL_do_handshake() failed (SSL: error:...) while SSL handshaking to upstream
    client SSL certificate verify error: (10:certificate has expired) while reading client request headers

What fails in SSL_read, SSL_write or SSL_shutdown fails after the handshake, unless it is a late alert of TLS 1.3.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from firstcause.tls.explain import openssl, sockets
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "nginx"
_ENTRY: Final = re.compile(r"\[(?:emerg|alert|crit|error|warn|notice|info|debug)\] \d+#\d+:|\bnginx: \[\w+\]")
_OURS: Final = re.compile(
    r"while SSL handshaking|SSL_\w+\(\) failed \(SSL:|(?:client|upstream) SSL certificate|in SSL handshake"
    r"|client sent (?:plain HTTP request to HTTPS port|no required SSL certificate)"
    r"|lua ssl certificate|no \"ssl_certificate\" is defined|No required SSL certificate was sent"
    r"|plain HTTP request was sent to HTTPS port"
)
_TO_UPSTREAM: Final = re.compile(
    r"lua ssl |to upstream|from upstream|upstream SSL|connecting to upstream|upstream timed out"
)
_HANDSHAKING: Final = re.compile(r"SSL handshak|in SSL handshake|SSL_do_handshake\(\)")
_AT_LOAD: Final = re.compile(r"cannot load certificate|SSL_CTX_\w+\(|PEM_read_bio|BIO_new_file")
_WORDS: Final[tuple[tuple[Symptom, re.Pattern[str]], ...]] = (
    (Symptom.NO_CERTIFICATE, re.compile(r"no required SSL certificate", re.IGNORECASE)),
    (Symptom.PLAIN_HTTP, re.compile(r"plain HTTP request (?:was sent )?to HTTPS port")),
    (Symptom.WRONG_NAME, re.compile(r"upstream SSL certificate does not match")),
    (Symptom.WRONG_NAME, re.compile(r"lua ssl certificate does not match host")),
    (Symptom.UNKNOWN_NAME, re.compile(r"handshake rejected while SSL handshaking|no \"ssl_certificate\" is defined")),
)


def read(line: str) -> Reading | None:
    """The entry's part and what it tells; None where nginx has not written the line."""
    if not (_ENTRY.search(line) or _OURS.search(line)):
        return None
    symptom = next((symptom for symptom, pattern in _WORDS if pattern.search(line)), None)
    if symptom:
        return Reading(STACK, symptom, role=_role(line))
    inner = openssl.read(line)
    if inner and (inner.alert or _is_judged(line)):
        return replace(inner, stack=STACK, role=_role(line))
    return Reading(STACK, _ended(line), role=_role(line))


def _role(line: str) -> Role:
    return "proxy" if _TO_UPSTREAM.search(line) else "server"


def _is_judged(line: str) -> bool:
    """The line is of a handshake, of a certificate that was verified, or of files at the start."""
    return bool(_HANDSHAKING.search(line) or "verify error" in line or _AT_LOAD.search(line))


def _ended(line: str) -> Symptom | None:
    if _AT_LOAD.search(line):
        return Symptom.FILES
    found = sockets.phrase_in(line)
    before_tls = found in (Symptom.REFUSED, Symptom.UNREACHABLE, Symptom.UNRESOLVED)
    if before_tls or _HANDSHAKING.search(line):
        return found
    connecting = found is Symptom.TIMED_OUT and "while connecting to upstream" in line
    return Symptom.UNREACHABLE if connecting else None
