"""Squid's error pages and cache.log: OpenSSL's result codes by their C names, and its own for names that differ."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "squid",
    re.compile(
        r"SQUID_\w+|\bX509_V_ERR_\w+|kid\d\| |Handshake with SSL (?:server|client) failed"
        r"|negotiating (?:TLS|SSL) (?:connection )?on FD|SQUID_ERR_SSL"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"DOMAIN_MISMATCH|X509_V_ERR_(?:HOSTNAME|IP_ADDRESS)_MISMATCH"
            r"|does not match domainname",
        ),
        (Symptom.EXPIRED, r"X509_V_ERR_CERT_HAS_EXPIRED|Certificate expired"),
        (Symptom.NOT_YET_VALID, r"X509_V_ERR_CERT_NOT_YET_VALID"),
        (Symptom.REVOKED, r"X509_V_ERR_CERT_REVOKED"),
        (Symptom.REVOCATION_UNKNOWN, r"X509_V_ERR_(?:UNABLE_TO_GET_CRL|CRL_)\w*"),
        (Symptom.SELF_SIGNED_LEAF, r"X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT"),
        (Symptom.SELF_SIGNED_ROOT, r"X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"),
        (Symptom.LEAF_ALONE, r"X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        (Symptom.NO_ISSUER, r"X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT\w*"),
        (Symptom.INVALID_CA, r"X509_V_ERR_(?:INVALID_CA|PATH_LENGTH_EXCEEDED|INVALID_NON_CA)"),
        (Symptom.WRONG_USAGE, r"X509_V_ERR_INVALID_PURPOSE"),
        (Symptom.UNTRUSTED, r"X509_V_ERR_CERT_(?:UNTRUSTED|REJECTED)"),
        (
            Symptom.WEAK,
            r"X509_V_ERR_(?:EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK)"
            r"|X509_V_ERR_\w*TOO_(?:SMALL|WEAK)",
        ),
        (Symptom.BAD_SIGNATURE, r"X509_V_ERR_CERT_SIGNATURE_FAILURE"),
        (Symptom.CONSTRAINED_NAME, r"X509_V_ERR_(?:PERMITTED|EXCLUDED)_VIOLATION"),
        (Symptom.NOT_VERIFIED, r"X509_V_ERR_\w+"),
        (Symptom.UNTOLD, r"SQUID_(?:ERR_SSL|TLS_ERR)\w*|Handshake with SSL|negotiating (?:TLS|SSL)"),
    ),
    proxy=re.compile(
        r"SSL server|SQUID_ERR_SSL|negotiating (?:TLS|SSL) on FD"
        r"|Failed to establish a secure connection|X509_V_ERR|TLS code"
    ),
    server=re.compile(r"SSL client|negotiating (?:TLS|SSL) connection on FD"),
    inner=library.read,
)
read = BOOK.read
