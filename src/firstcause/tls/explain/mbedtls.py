"""mbedTLS: error numbers (ssl.h, x509.h, net_sockets.h) of the 2.x and 3.x lines, their names, and its sentences.

    mbedtls_ssl_handshake returned -0x2700
    SSL - A fatal alert message was received from our peer
    ! The certificate is not correctly signed by the trusted CA

Version 3 gave some numbers away again (0x7780 stayed, 0x7580 did not): where the two lines differ, the name decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, in_lower_case, phrases
from firstcause.tls.explain.words import VAGUE, Reading, Symptom

BOOK: Final = PhraseBook(
    "mbedtls",
    in_lower_case(
        r"MBEDTLS_\w+|mbedtls\w*|\bmbed TLS|PolarSSL|\b(?:SSL|X509|NET|PK|PEM) - [A-Z]|-0x[2-7][0-9A-Fa-f]{3}\b"
        r"|BADCERT_|BADCRL_|The CRL is |esp-tls|The certificate (?:is not correctly signed|validity|Common Name"
        r"|has been revoked"
        r"|is signed with)|ssl_(?:tls|srv|cli|msg)\w*\.c",
    ),
    phrases(
        (Symptom.EXPIRED, r"certificate validity has expired|BADCERT_EXPIRED"),
        (Symptom.NOT_YET_VALID, r"certificate validity starts in the future|BADCERT_FUTURE"),
        (Symptom.WRONG_NAME, r"Common Name \(CN\) does not match|BADCERT_CN_MISMATCH"),
        (Symptom.REVOKED, r"certificate has been revoked|BADCERT_REVOKED"),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"CRL is (?:not correctly|expired|from the future|signed with)|BADCRL_",
        ),
        (Symptom.NO_ISSUER, r"not correctly signed by the trusted CA|BADCERT_NOT_TRUSTED"),
        (
            Symptom.WRONG_USAGE,
            r"usage does not match|usage of certificate|BADCERT_(?:EXT_)?KEY_USAGE"
            r"|BADCERT_NS_CERT",
        ),
        (Symptom.WEAK, r"unacceptable (?:hash|key|PK)|BADCERT_BAD_(?:MD|KEY|PK)"),
        (Symptom.NO_CERTIFICATE, r"No client certificat\w+ received|NO_CLIENT_CERTIFICATE|Certificate was missing"),
        (Symptom.NO_CERTIFICATE, r"BADCERT_MISSING|own certificate is not set, but needed"),
        (Symptom.NO_CIPHER, r"no ciphersuites? in common|NO_CIPHER_CHOSEN|NO_USABLE_CIPHERSUITE|got no ciphersuites"),
        (Symptom.NO_CIPHER, r"None of the common ciphersuites"),
        (
            Symptom.OTHER_VERSION,
            r"not within min/max|BAD_(?:HS_)?PROTOCOL_VERSION|only supports ssl smaller|server version out of bounds",
        ),
        (Symptom.NO_PROTOCOL, r"NO_APPLICATION_PROTOCOL|No ALPN|application protocols offered"),
        (Symptom.UNKNOWN_NAME, r"UNRECOGNIZED_NAME|No SNI callback"),
        (
            Symptom.UNKNOWN_KEY,
            r"UNKNOWN_IDENTITY|Unknown identity received|SESSION_TICKET_EXPIRED"
            r"|ticket has expired",
        ),
        (Symptom.BAD_RECORD, r"message MAC failed|INVALID_MAC"),
        (
            Symptom.BAD_PROOF,
            r"BAD_HS_(?:CERTIFICATE_VERIFY|FINISHED|SERVER_KEY_EXCHANGE)|(?:CertificateVerify"
            r"|Finished) handshake",
        ),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"BAD_HS_CERTIFICATE\b|(?<!of the )Certificate handshake message failed"
            r"|ERR_X509_(?!CERT_VERIFY)",
        ),
        (Symptom.NOT_TLS, r"invalid SSL record was received|INVALID_RECORD"),
        (Symptom.CLOSED, r"indicated an EOF|CONN_EOF|connection is going to be closed|PEER_CLOSE_NOTIFY"),
        (Symptom.TIMED_OUT, r"SSL - The operation timed out|ERR_SSL_TIMEOUT|handshake.{0,30}time[d]? ?out"),
        (Symptom.RESET, r"NET - Connection was reset|CONN_RESET"),
        (Symptom.REFUSED, r"connection to the given server / port failed|NET_CONNECT_FAILED"),
        (Symptom.UNRESOLVED, r"Failed to get an IP address for the given hostname|NET_UNKNOWN_HOST"),
        (Symptom.KEY_PAIR, r"key.{0,30}does not match|PK_TYPE_MISMATCH|Public key type mismatch|KEY_MISMATCH"),
        (
            Symptom.FILES,
            r"CA Chain is set|CA_CHAIN_REQUIRED|PRIVATE_KEY_REQUIRED|own private key|ERR_(?:PEM|PK)_"
            r"|FILE_IO_ERROR",
        ),
        (
            Symptom.NOT_VERIFIED,
            r"Certificate verification failed|CERT_VERIFY_FAILED|PEER_VERIFY_FAILED"
            r"|of our peer failed",
        ),
        (Symptom.UNTOLD, r"fatal alert message was received|FATAL_ALERT_MESSAGE"),
        (
            Symptom.BAD_FRAMING,
            r"BAD_HS_\w+|unexpected message|UNEXPECTED_(?:MESSAGE|RECORD)"
            r"|handshake message failed",
        ),
        (Symptom.OWN_ERROR, r"ALLOC_FAILED|Memory allocation failed|ERR_SSL_INTERNAL_ERROR"),
    ),
    any_case=True,
    heard=re.compile(r"(?:is a fatal alert message \(msg |got an alert message, type: \[2:)(?P<alert>\d{1,3})"),
    sent=re.compile(r"send alert level=2 message=(?P<alert>\d{1,3})"),
    server=re.compile(r"ssl_srv|ssl_tls1[23]_server|No client certificat|client only supports|ssl_server"),
    client=re.compile(r"ssl_cli|ssl_tls1[23]_client|esp-tls|esp_https?|ssl_client|transport_base|server version"),
)
_NUMBERS: Final[Mapping[int, Symptom]] = MappingProxyType(
    {
        0x2700: Symptom.NOT_VERIFIED,
        0x2480: Symptom.NO_ISSUER,
        0x7180: Symptom.BAD_RECORD,
        0x7200: Symptom.NOT_TLS,
        0x7280: Symptom.CLOSED,
        0x7300: Symptom.NO_CIPHER,
        0x7380: Symptom.NO_CIPHER,
        0x7480: Symptom.NO_CERTIFICATE,
        0x7580: Symptom.NO_PROTOCOL,
        0x7600: Symptom.FILES,
        0x7680: Symptom.FILES,
        0x7700: Symptom.BAD_FRAMING,
        0x7780: Symptom.UNTOLD,
        0x7800: Symptom.NOT_VERIFIED,
        0x7880: Symptom.CLOSED,
        0x7900: Symptom.BAD_FRAMING,
        0x7980: Symptom.BAD_FRAMING,
        0x7A00: Symptom.MALFORMED_CERTIFICATE,
        0x7B00: Symptom.BAD_PROOF,
        0x7D80: Symptom.BAD_PROOF,
        0x7E80: Symptom.BAD_PROOF,
        0x7F00: Symptom.OWN_ERROR,
        0x6C80: Symptom.UNKNOWN_KEY,
        0x6D00: Symptom.KEY_PAIR,
        0x6D80: Symptom.UNKNOWN_KEY,
        0x6E00: Symptom.NO_GROUP,
        0x6E80: Symptom.OTHER_VERSION,
        0x6980: Symptom.NO_CIPHER,
        0x6800: Symptom.TIMED_OUT,
        0x6700: Symptom.BAD_FRAMING,
        0x0050: Symptom.RESET,
        0x004C: Symptom.RESET,
        0x0044: Symptom.REFUSED,
        0x0052: Symptom.UNRESOLVED,
    }
)
_NUMBER: Final = re.compile(r"-0x(?P<number>[0-9A-Fa-f]{2,4})\b")


def read(line: str) -> Reading | None:
    """By the sentence or name; where there is only a number, by that. X509's own numbers are of unreadable files."""
    found = BOOK.read(line)
    if not BOOK.is_ours(line) or (found and (found.alert or found.symptom not in VAGUE)):
        return found
    numbered = _NUMBER.search(line)
    symptom = _by_number(int(numbered["number"], 16)) if numbered else None
    if symptom is None:
        return found
    return replace(found, symptom=symptom) if found else Reading(BOOK.stack, symptom, role=BOOK.role_in(line))


def _by_number(number: int) -> Symptom | None:
    if 0x2080 <= number <= 0x2980 and number not in _NUMBERS:
        return Symptom.MALFORMED_CERTIFICATE
    return _NUMBERS.get(number)
