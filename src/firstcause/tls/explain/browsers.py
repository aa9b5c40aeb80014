"""Chromium's and Apple's error names, as browsers, Electron, Puppeteer and iOS apps report them."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "chromium",
    re.compile(
        r"\bERR_(?:CERT|SSL|BAD_SSL)_\w+|ERR_CERTIFICATE_\w+|errSSL\w+|NSURLErrorDomain|kCFStreamErrorDomainSSL"
    ),
    phrases(
        (Symptom.NOT_YET_VALID, r"NSURLErrorDomain.{0,40}-1204|errSSLCertNotYetValid|-9815"),
        (Symptom.EXPIRED, r"ERR_CERT_DATE_INVALID|NSURLErrorDomain.{0,40}-1201|errSSLCertExpired|-9814"),
        (Symptom.WRONG_NAME, r"ERR_CERT_COMMON_NAME_INVALID|errSSLHostNameMismatch|-9843"),
        (Symptom.REVOKED, r"ERR_CERT_REVOKED"),
        (Symptom.REVOCATION_UNKNOWN, r"ERR_CERT_(?:UNABLE_TO_CHECK_REVOCATION|NO_REVOCATION_MECHANISM)"),
        (Symptom.WEAK, r"ERR_CERT_WEAK_\w+|ERR_SSL_WEAK_\w+"),
        (Symptom.CONSTRAINED_NAME, r"ERR_CERT_NAME_CONSTRAINT_VIOLATION"),
        (Symptom.OTHER_KEY, r"ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN"),
        (Symptom.WRONG_USAGE, r"ERR_SSL_KEY_USAGE_INCOMPATIBLE"),
        (
            Symptom.SELF_SIGNED_ROOT,
            r"NSURLErrorDomain.{0,40}-120[23]|errSSL(?:UnknownRootCert|NoRootCert|XCertChainInvalid)|-98(?:07|12|13)",
        ),
        (Symptom.NO_PATH, r"ERR_CERT_AUTHORITY_INVALID|ERR_CERT_SYMANTEC_LEGACY|ERR_CERT_KNOWN_INTERCEPTION"),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"ERR_CERT_(?:INVALID|CONTAINS_ERRORS)|ERR_SSL_SERVER_CERT_BAD_FORMAT|errSSLBadCert",
        ),
        (Symptom.NO_CERTIFICATE, r"NSURLErrorDomain.{0,40}-1206|ERR_SSL_CLIENT_AUTH_CERT_NEEDED"),
        (Symptom.CLIENT_REFUSED, r"ERR_BAD_SSL_CLIENT_AUTH_CERT|NSURLErrorDomain.{0,40}-1205"),
        (Symptom.NEGOTIATION, r"ERR_SSL_VERSION_OR_CIPHER_MISMATCH|errSSLNegotiation|-9801"),
        (Symptom.OTHER_VERSION, r"ERR_SSL_OBSOLETE_VERSION|errSSLPeerProtocolVersion|-9836"),
        (Symptom.CLOSED, r"errSSLClosed(?:Abort|NoNotify)|-980[56]\b"),
        (Symptom.NOT_TLS, r"ERR_SSL_PROTOCOL_ERROR"),
        (Symptom.UNTOLD, r"ERR_SSL_HANDSHAKE_NOT_COMPLETED|NSURLErrorDomain.{0,40}-1200|errSSLPeerHandshakeFail|-9824"),
    ),
    heard=re.compile(r"ERR_SSL_(?P<alert>[A-Z_]{4,40})_ALERT"),
    role="client",
)
read = BOOK.read
