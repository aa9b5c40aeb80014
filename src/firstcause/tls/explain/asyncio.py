"""Python's asyncio: it says that a handshake failed in one line, and how the connection ended in another.

A `ConnectionResetError` without words of its own is asyncio's name for a peer that closed (sslproto.py).
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "python",
    re.compile(r"asyncio\.sslproto|SSLProtocol object|^ConnectionResetError$|SSL handshake is taking longer"),
    phrases(
        (Symptom.TIMED_OUT, r"taking longer than"),
        (Symptom.CLOSED, r"^ConnectionResetError$"),
        (Symptom.UNTOLD, r"SSL handshake failed|SSL error in data received"),
    ),
)
read = BOOK.read
