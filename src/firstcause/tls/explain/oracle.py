"""Oracle Net and its wallets: ORA numbers of the 28xxx and 29xxx ranges that are about TLS."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "oracle",
    re.compile(r"\bORA-(?:288[56]\d|2902\d|2903\d|2426[3]|29106|29223|2872[0-9])\b"),
    phrases(
        (Symptom.WRONG_NAME, r"ORA-24263|ORA-29003"),
        (Symptom.NO_CERTIFICATE, r"ORA-28863|ORA-28858"),
        (Symptom.EXPIRED, r"ORA-28857.*expired|certificate has expired"),
        (Symptom.OTHER_VERSION, r"ORA-28865.*version|ORA-29019|ORA-28859.*version"),
        (Symptom.NOT_VERIFIED, r"ORA-29024"),
        (Symptom.NO_CIPHER, r"ORA-28859|ORA-28861"),
        (Symptom.FILES, r"ORA-2875\d|ORA-28759|ORA-29106|ORA-28885"),
        (Symptom.CLOSED, r"ORA-28864|ORA-28865"),
        (Symptom.NOT_TLS, r"ORA-28862|ORA-28868"),
        (Symptom.UNTOLD, r"ORA-28860|ORA-288\d\d|ORA-290\d\d"),
    ),
    role="client",
)
read = BOOK.read
