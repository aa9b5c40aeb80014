"""Dart and Flutter: BoringSSL's symbols without their queue, inside a HandshakeException.

HandshakeException: Handshake error in client (OS Error:
    CERTIFICATE_VERIFY_FAILED: certificate has expired(handshake.cc:354))
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import boringssl
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "dart"
_OURS: Final = re.compile(r"\b(?:Handshake|Tls|Certificate)Exception: |\((?:handshake|tls_record|ssl_\w+)\.cc:\d+\)")
_SYMBOL: Final = re.compile(
    r"\b(?P<reason>[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:: ?(?P<verify>[a-z][\w"
    r" ,'-]{5,80}?))?\((?:[a-z0-9_]+\.cc)"
)
_WORDS: Final = (
    (Symptom.CLOSED, re.compile(r"Connection terminated during handshake|Connection closed")),
    (Symptom.RESET, re.compile(r"Connection reset by peer")),
    (Symptom.FILES, re.compile(r"(?:Failure|Error) (?:trusting|using|setting|loading)|BAD_PKCS12|NO_START_LINE")),
)


def read(line: str) -> Reading | None:
    """The symbol's meaning, or Dart's own words where there is none."""
    if not _OURS.search(line):
        return None
    role: Role | None = "server" if "error in server" in line else "client"
    found = _SYMBOL.search(line)
    if found:
        told = boringssl.by_symbol(found["reason"], found["verify"] or "")
        return Reading(STACK, told.symptom, told.alert, role)
    own = next((symptom for symptom, pattern in _WORDS if pattern.search(line)), None)
    return Reading(STACK, own or Symptom.UNTOLD, role=role)
