"""PHP's streams and curl extension: warnings around OpenSSL's words, and names that PHP itself has compared."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "php",
    re.compile(
        r"stream_socket_(?:client|server|accept|enable_crypto)\(\)|fsockopen\(\)|failed loading cafile stream"
        r"|Failed to enable crypto"
        r"|(?:fopen|file_get_contents)\(https|Unable to set (?:local cert|private key)|SSL operation failed with code"
        r"|Peer (?:certificate|fingerprint)|ldap_start_tls\(\)|(?:fopen|file_get_contents|copy|imap_open"
        r"|SoapClient)\w*\(\): (?:SSL|Failed to enable)"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"Peer certificate (?:subjectAltName|CN).{0,120}did not match|Unable to locate peer certificate CN",
        ),
        (Symptom.OTHER_KEY, r"Peer fingerprint doesn't match"),
        (Symptom.NO_CERTIFICATE, r"Could not get peer certificate"),
        (Symptom.FILES, r"failed loading cafile|Unable to set (?:local cert|private key)|no valid certs found"),
        (Symptom.TIMED_OUT, r"SSL: (?:Handshake|The operation|Connection) timed out"),
        (Symptom.RESET, r"SSL: Connection reset by peer|SSL: Broken pipe"),
        (Symptom.CLOSED, r"SSL: (?:Success|unexpected eof|Undefined error)"),
        (Symptom.UNTOLD, r"Failed to enable crypto|Unable to start TLS"),
    ),
    server=re.compile(r"stream_socket_(?:accept|server)\(\)"),
    role="client",
    inner=library.read,
)
read = BOOK.read
