"""IIS: the sub-status of a 403 tells what it thinks of a client's certificate (the handshake itself was"
" completed)."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "iis",
    re.compile(r"\b403\.(?:4|5|7|12|13|16|17)\b|requires your browser to have a Secure Sockets Layer"),
    phrases(
        (Symptom.PLAIN_HTTP, r"403\.[45]\b"),
        (Symptom.NO_CERTIFICATE, r"403\.7\b|requires your browser to have a Secure Sockets Layer"),
        (Symptom.REVOKED, r"403\.13\b"),
        (Symptom.NO_ISSUER, r"403\.1[26]\b"),
        (Symptom.EXPIRED, r"403\.17\b"),
    ),
    role="server",
)
read = BOOK.read
