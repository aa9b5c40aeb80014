"""mbedTLS and wolfSSL: small libraries with negative error numbers, and sentences where they were compiled in.

SSL - A fatal alert message was received from our peer      -0x7780
error = -188, ASN no signer error to confirm failure
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

MBEDTLS: Final = PhraseBook(
    "mbedtls",
    re.compile(r"MBEDTLS_ERR_\w+|mbedtls_\w+|\b(?:SSL|X509|NET) - [A-Z]|-0x[267][0-9A-Fa-f]{3}\b", re.IGNORECASE),
    phrases(
        (Symptom.EXPIRED, r"certificate validity has expired|BADCERT_EXPIRED"),
        (Symptom.NOT_YET_VALID, r"validity starts in the future|BADCERT_FUTURE"),
        (Symptom.WRONG_NAME, r"Common Name \(CN\) does not match|BADCERT_CN_MISMATCH"),
        (Symptom.REVOKED, r"certificate has been revoked|BADCERT_REVOKED"),
        (Symptom.NO_ISSUER, r"not correctly signed by the trusted CA|BADCERT_NOT_TRUSTED"),
        (Symptom.WRONG_USAGE, r"usage does not match|BADCERT_(?:EXT_)?KEY_USAGE"),
        (Symptom.WEAK, r"unacceptable (?:hash|key)|BADCERT_BAD_(?:MD|KEY|PK)"),
        (
            Symptom.NO_CERTIFICATE,
            r"No client certificat\w+ received|NO_CLIENT_CERTIFICATE|-0x7480|Certificate was missing",
        ),
        (Symptom.NO_CIPHER, r"no ciphersuites? in common|NO_CIPHER_CHOSEN|NO_USABLE_CIPHERSUITE|-0x7380|-0x6580"),
        (Symptom.OTHER_VERSION, r"not within min/max|BAD_(?:HS_)?PROTOCOL_VERSION|-0x6[eE]80"),
        (Symptom.NO_PROTOCOL, r"NO_APPLICATION_PROTOCOL|-0x7580|-0x6[fF]80"),
        (Symptom.UNKNOWN_NAME, r"UNRECOGNIZED_NAME|-0x7800"),
        (Symptom.BAD_RECORD, r"message MAC failed|INVALID_MAC|-0x7180"),
        (Symptom.NOT_TLS, r"invalid SSL record was received|INVALID_RECORD|-0x7200"),
        (Symptom.CLOSED, r"indicated an EOF|CONN_EOF|-0x7280"),
        (Symptom.TIMED_OUT, r"SSL - The operation timed out|MBEDTLS_ERR_SSL_TIMEOUT|-0x6800"),
        (Symptom.RESET, r"NET - Connection was reset|CONN_RESET|-0x0050"),
        (Symptom.KEY_PAIR, r"PRIVATE_KEY_REQUIRED|key.{0,30}does not match"),
        (Symptom.NOT_VERIFIED, r"Certificate verification failed|CERT_VERIFY_FAILED|-0x2700"),
        (Symptom.UNTOLD, r"fatal alert message was received|FATAL_ALERT_MESSAGE|-0x7780"),
        (Symptom.BAD_FRAMING, r"BAD_(?:HS_)?\w+|unexpected message|-0x7700"),
    ),
    heard=re.compile(r"(?:is a fatal alert message \(msg |got an alert message, type: \[2:)(?P<alert>\d{1,3})"),
)
WOLFSSL: Final = PhraseBook(
    "wolfssl",
    re.compile(r"wolfSSL|wolfssl|\berr(?:or)? ?=? ?-(?:1[3-9]\d|3\d\d|4\d\d|5\d\d), |ASN (?:no signer|date|sig)"),
    phrases(
        (Symptom.NO_ISSUER, r"ASN no signer|-188\b"),
        (Symptom.EXPIRED, r"date error, current date (?:is )?after|-151\b"),
        (Symptom.NOT_YET_VALID, r"date error, current date (?:is )?before|-150\b"),
        (Symptom.BAD_SIGNATURE, r"ASN sig error|-155\b"),
        (Symptom.WRONG_NAME, r"peer subject name mismatch|peer ip address mismatch|-322\b"),
        (Symptom.REVOKED, r"CRL Cert revoked|OCSP Cert revoked|-361\b"),
        (Symptom.REVOCATION_UNKNOWN, r"CRL (?:missing|cert)|OCSP (?:Cert unknown|Responder)|-36[02-9]\b"),
        (Symptom.NO_CERTIFICATE, r"(?:peer|client) (?:did not|didn't) (?:send|provide)|No peer cert"),
        (Symptom.NO_CIPHER, r"can't match cipher suite|-501\b"),
        (Symptom.OTHER_VERSION, r"record layer version error|malformed buffer input.*version|-326\b"),
        (Symptom.BAD_FRAMING, r"unknown type in record|bad .{0,20}length|-330\b|-328\b"),
        (Symptom.BAD_RECORD, r"verify mac problem|decrypt error|-305\b"),
        (Symptom.NO_PROTOCOL, r"ALPN .{0,30}(?:mismatch|no match)|unrecognized protocol"),
        (Symptom.UNKNOWN_NAME, r"(?:SNI|server name).{0,30}(?:unrecogni[sz]ed|mismatch|absent)"),
        (Symptom.WEAK, r"key (?:size|too small)|-(?:409|410|411)\b"),
        (Symptom.UNTOLD, r"revcd alert fatal|received alert fatal|-313\b"),
        (Symptom.CLOSED, r"peer (?:closed|reset)|-308\b|-397\b"),
    ),
)
