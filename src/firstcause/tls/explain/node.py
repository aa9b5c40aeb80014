"""Node.js: the code that every error carries beside OpenSSL's words.

Error: self-signed certificate { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }
Error: Client network socket disconnected before secure TLS connection was established
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library, verify
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom

_SENTENCE: Final = re.compile(r"Error(?: \[\w+\])?: (?P<words>[a-z][\w' ,.-]{8,80}?) ?(?:\{|$)")
BOOK: Final = PhraseBook(
    "node",
    re.compile(
        r"\bcode: '?[A-Z][A-Z_0-9]{4,50}|tlsClientError|ERR_(?:TLS|SSL)_\w+|before secure TLS connection|\bEPROTO\b"
        r"|UNABLE_TO_(?:VERIFY|GET)_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_HAS_EXPIRED"
        r"|CERT_NOT_YET_VALID|\bonConnectSecure\b|ERR_OSSL_\w+|RequestError: |digital envelope routines"
    ),
    phrases(
        (Symptom.WRONG_NAME, r"ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames"),
        (Symptom.SELF_SIGNED_LEAF, r"DEPTH_ZERO_SELF_SIGNED_CERT"),
        (Symptom.SELF_SIGNED_ROOT, r"SELF_SIGNED_CERT_IN_CHAIN"),
        (Symptom.LEAF_ALONE, r"UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        (Symptom.NO_ISSUER, r"UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        (Symptom.NO_TOP_ISSUER, r"UNABLE_TO_GET_ISSUER_CERT\b"),
        (Symptom.EXPIRED, r"CERT_HAS_EXPIRED"),
        (Symptom.NOT_YET_VALID, r"CERT_NOT_YET_VALID"),
        (Symptom.BAD_SIGNATURE, r"CERT_SIGNATURE_FAILURE|UNABLE_TO_DECRYPT_CERT_SIGNATURE"),
        (Symptom.CHAIN_TOO_LONG, r"CERT_CHAIN_TOO_LONG"),
        (Symptom.REVOKED, r"CERT_REVOKED"),
        (Symptom.INVALID_CA, r"\bINVALID_CA\b|PATH_LENGTH_EXCEEDED"),
        (Symptom.WRONG_USAGE, r"INVALID_PURPOSE"),
        (Symptom.UNTRUSTED, r"CERT_UNTRUSTED|CERT_REJECTED"),
        (Symptom.WRONG_NAME, r"HOSTNAME_MISMATCH"),
        (Symptom.REVOCATION_UNKNOWN, r"UNABLE_TO_GET_CRL|CRL_(?:HAS_EXPIRED|NOT_YET_VALID|SIGNATURE_FAILURE)"),
        (Symptom.RENEGOTIATION, r"ERR_TLS_SESSION_ATTACK|ERR_TLS_RENEGOTIATION"),
        (Symptom.OTHER_VERSION, r"ERR_TLS_(?:INVALID_PROTOCOL_VERSION|PROTOCOL_VERSION_CONFLICT)"),
        (Symptom.NO_PROTOCOL, r"ERR_TLS_ALPN_CALLBACK\w*"),
        (Symptom.TIMED_OUT, r"ERR_TLS_HANDSHAKE_TIMEOUT|TLS handshake timeout|Error: timeout \{ code"),
        (Symptom.CLOSED, r"tlsClientError.{0,30}socket hang up|disconnected before secure TLS connection"),
        (Symptom.RESET, r"\bread ECONNRESET"),
        (Symptom.FIPS, r"digital envelope routines:[^:]*:(?:unsupported|disabled for fips)|ERR_OSSL_EVP_UNSUPPORTED"),
        (Symptom.FILES, r"DECODER routines::unsupported|ERR_OSSL_\w+"),
        (Symptom.UNTOLD, r"\bEPROTO\b"),
    ),
    server=re.compile(r"tlsClientError|secureConnection.{0,20}server|TLSWrap.*server"),
    client=re.compile(
        r"before secure TLS connection|ALTNAME_INVALID|DEPTH_ZERO|IN_CHAIN|UNABLE_TO_"
        r"|CERT_HAS_EXPIRED|onConnectSecure|write EPROTO|RequestError"
    ),
    inner=library.read,
)


def read(line: str) -> Reading | None:
    """By the code; an `UNSPECIFIED` one leaves it to the sentence, which is OpenSSL's of a certificate."""
    found = BOOK.read(line)
    sentence = _SENTENCE.search(line)
    if found is None and sentence and "code: " in line:
        said = verify.by_text(sentence["words"].lower().replace("-", " "))
        return Reading(BOOK.stack, said, role="client") if said else None
    return found
