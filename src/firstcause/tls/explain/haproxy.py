"""HAProxy's log. Up to 2.6 most failures are one text, `SSL handshake failure`; later versions add OpenSSL's words.

127.0.0.1:55164 [24/Nov/2026:21:34:15.001] https/1: SSL handshake failure (error:0A000418:SSL routines::...)
Server pool/one is DOWN, reason: Layer6 invalid response, info: "SSL handshake failure"
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from firstcause.tls.explain import openssl
from firstcause.tls.explain.words import VAGUE, Reading, Role, Symptom

STACK: Final = "haproxy"
_WORDS: Final[tuple[tuple[Symptom, re.Pattern[str]], ...]] = (
    (Symptom.UNTRUSTED, re.compile(r"SSL client certificate not trusted")),
    (Symptom.NO_ISSUER, re.compile(r"SSL client CA chain cannot be verified")),
    (Symptom.TIMED_OUT, re.compile(r"Timeout during SSL handshake|Layer6 timeout")),
    (Symptom.CLOSED, re.compile(r"Connection (?:closed|error) during SSL handshake")),
    (Symptom.UNTOLD, re.compile(r": SSL handshake failure|Layer6 invalid response|info: \"SSL handshake failure")),
)
_CONFIG: Final = re.compile(r"^\[(?:WARNING|NOTICE)\] .{0,40}config : ")
_TO_SERVER: Final = re.compile(r"\bServer \S+/\S+ is|Layer6|Health check")


def read(line: str) -> Reading | None:
    """HAProxy's text, or the library's words behind it; None where HAProxy has not written the line."""
    if _CONFIG.search(line):
        return Reading(STACK)
    symptom = next((symptom for symptom, pattern in _WORDS if pattern.search(line)), None)
    if symptom is None:
        return None
    role: Role = "proxy" if _TO_SERVER.search(line) else "server"
    inner = openssl.read(line)
    if inner and (inner.alert or (inner.symptom and inner.symptom not in VAGUE)):
        return replace(inner, stack=STACK, role=role)
    return Reading(STACK, symptom, role=role)
