"""OpenVPN's log: its verdicts on a peer's certificate, and what it says when the control channel does not come up.

VERIFY ERROR: depth=0, error=certificate has expired: CN=server
TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library, mbedtls
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom


def _below(line: str) -> Reading | None:
    return library.read(line) or mbedtls.read(line)


BOOK: Final = PhraseBook(
    "openvpn",
    re.compile(
        r"\bVERIFY (?:X509NAME |EKU |KU |nsCertType |SCRIPT |PLUGIN )?ERROR|\bTLS Error: |\bTLS_ERROR: "
        r"|OpenSSL: error:|extended key usage extension"
        r"|VERIFY CRL|tls-crypt|tls-auth|\bCRL: |TLS: tls_process"
    ),
    phrases(
        (Symptom.WRONG_NAME, r"VERIFY X509NAME ERROR"),
        (Symptom.WRONG_USAGE, r"VERIFY (?:EKU|KU|nsCertType) ERROR|does not have (?:extended )?key usage extension"),
        (Symptom.REVOCATION_UNKNOWN, r"CRL: (?:cannot|CRL|not)|CRL not loaded"),
        (Symptom.CLIENT_REFUSED, r"VERIFY (?:SCRIPT|PLUGIN) ERROR"),
        (
            Symptom.UNKNOWN_KEY,
            r"cannot locate HMAC|incoming packet authentication failed|tls-crypt unwrap(?:ping"
            r"|ped)? (?:error|failed)|unwrap error",
        ),
        (Symptom.TIMED_OUT, r"key negotiation failed to occur within"),
        (Symptom.OTHER_VERSION, r"unsupported protocol|protocol version"),
        (Symptom.NOT_VERIFIED, r"VERIFY ERROR"),
        (Symptom.UNTOLD, r"TLS handshake failed|tls_read_plaintext error|incoming plaintext read error"),
    ),
    server=re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}:\d+ (?:VERIFY|TLS|OpenSSL)|CN=client|MULTI:"),
    inner=_below,
)
read = BOOK.read
