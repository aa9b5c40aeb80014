"""OpenSSL's words inside another program's line that is about TLS already: its frame, or its bare sentences."""

from __future__ import annotations

from firstcause.tls.explain import openssl, verify
from firstcause.tls.explain.words import VAGUE, Reading


def read(line: str) -> Reading | None:
    """As OpenSSL's grammar reads it; failing that, what the words of a verification say wherever they stand."""
    found = openssl.read(line)
    if found and (found.alert or (found.symptom and found.symptom not in VAGUE)):
        return found
    said = verify.by_text(line)
    return Reading(openssl.STACK, said, role=found.role if found else None) if said else found
