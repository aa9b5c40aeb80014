"""BearSSL (bearssl_ssl.h, bearssl_x509.h): error names, numbers as Arduino cores print them, and brssl's sentences.

    BSSL:_connectSSL: Connected! ... Error code 62
    ERROR: SSL error 62 (BR_ERR_X509_NOT_TRUSTED)

Numbers from 256 on are alerts received (256 + alert), from 512 on alerts sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.alerts import ALERTS, alert
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom

BOOK: Final = PhraseBook(
    "bearssl",
    re.compile(
        r"BearSSL|\bBSSL:|BR_ERR_\w+|\bbr_(?:ssl|x509)_|\bbrssl\b"
        r"|Expected server name was not found in the chain|Chain could not be linked"
    ),
    phrases(
        (Symptom.EXPIRED, r"BR_ERR_X509_EXPIRED|certificate is expired or not yet valid"),
        (Symptom.WRONG_NAME, r"BR_ERR_X509_BAD_SERVER_NAME|Expected server name was not found"),
        (Symptom.NO_PATH, r"BR_ERR_X509_NOT_TRUSTED|could not be linked to a trust anchor"),
        (Symptom.INVALID_CA, r"BR_ERR_X509_NOT_CA|is not a CA|does not have .{0,10}CA flag"),
        (Symptom.WRONG_USAGE, r"BR_ERR_X509_FORBIDDEN_KEY_USAGE|key usage"),
        (Symptom.WEAK, r"BR_ERR_X509_WEAK_PUBLIC_KEY|public key is too weak"),
        (Symptom.BAD_SIGNATURE, r"BR_ERR_X509_BAD_SIGNATURE|signature is not correct"),
        (Symptom.MALFORMED_CERTIFICATE, r"BR_ERR_X509_(?!EMPTY)\w+|critical extension|chain does not decode"),
        (Symptom.NO_CERTIFICATE, r"BR_ERR_(?:X509_EMPTY_CHAIN|NO_CLIENT_AUTH)"),
        (Symptom.OTHER_VERSION, r"BR_ERR_(?:BAD_VERSION|UNSUPPORTED_VERSION)"),
        (Symptom.NO_CIPHER, r"BR_ERR_BAD_CIPHER_SUITE"),
        (Symptom.BAD_RECORD, r"BR_ERR_BAD_MAC"),
        (Symptom.BAD_PROOF, r"BR_ERR_BAD_(?:SIGNATURE|FINISHED)"),
        (Symptom.RENEGOTIATION, r"BR_ERR_BAD_SECRENEG"),
        (Symptom.BAD_FRAMING, r"BR_ERR_(?:TOO_LARGE|BAD_LENGTH|UNEXPECTED|BAD_HELLO_DONE|BAD_CCS|LIMIT_EXCEEDED)"),
        (Symptom.CLOSED, r"BR_ERR_IO|I/O error"),
        (Symptom.UNTOLD, r"BR_ERR_\w+"),
    ),
    server=re.compile(r"server engine|br_ssl_server"),
    role="client",
)
_NUMBERS: Final[Mapping[int, Symptom]] = MappingProxyType(
    {
        3: Symptom.OTHER_VERSION,
        4: Symptom.OTHER_VERSION,
        5: Symptom.BAD_FRAMING,
        6: Symptom.BAD_FRAMING,
        7: Symptom.BAD_RECORD,
        8: Symptom.OWN_ERROR,
        10: Symptom.BAD_FRAMING,
        15: Symptom.NO_CIPHER,
        26: Symptom.BAD_PROOF,
        27: Symptom.BAD_PROOF,
        31: Symptom.CLOSED,
        52: Symptom.BAD_SIGNATURE,
        54: Symptom.EXPIRED,
        56: Symptom.WRONG_NAME,
        57: Symptom.MALFORMED_CERTIFICATE,
        58: Symptom.INVALID_CA,
        59: Symptom.WRONG_USAGE,
        60: Symptom.WEAK,
        62: Symptom.NO_PATH,
    }
)
_NUMBER: Final = re.compile(
    r"(?:error(?: code)?|getLastSSLError\(\)"
    r"|SSL error)[ :=]{0,3}(?P<number>\d{1,3})\b",
    re.IGNORECASE,
)
_HEARD, _SENT = 256, 512


def read(line: str) -> Reading | None:
    """By the name or sentence, else by the number."""
    found = BOOK.read(line)
    if found or not BOOK.is_ours(line):
        return found
    numbered = _NUMBER.search(line)
    return _by_number(int(numbered["number"])) if numbered else None


def _by_number(number: int) -> Reading | None:
    if number - _SENT in ALERTS and number > _SENT:
        return Reading(BOOK.stack, alert=alert(number - _SENT, "sent"), role=BOOK.role)
    if number - _HEARD in ALERTS and number > _HEARD:
        return Reading(BOOK.stack, alert=alert(number - _HEARD, "received"), role=BOOK.role)
    symptom = _NUMBERS.get(number)
    return Reading(BOOK.stack, symptom, role=BOOK.role) if symptom else None
