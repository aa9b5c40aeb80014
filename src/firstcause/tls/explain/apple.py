"""Apple's systems: SecureTransport's errors (SecureTransport.h, SecBase.h) and NSURLError, by name and by number.

    Error Domain=NSURLErrorDomain Code=-1202 "..." UserInfo={_kCFStreamErrorCodeKey=-9807, ...}
    CFNetwork SSLHandshake failed (-9806)

-9825 and those near it are alerts that the server sent: they speak of the client's certificate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.words import Reading, Symptom

STACK: Final = "apple"
_STATUS: Final[Mapping[int, tuple[str, Symptom]]] = MappingProxyType(
    {
        -9800: ("errSSLProtocol", Symptom.NOT_TLS),
        -9801: ("errSSLNegotiation", Symptom.NEGOTIATION),
        -9802: ("errSSLFatalAlert", Symptom.UNTOLD),
        -9805: ("errSSLClosedGraceful", Symptom.CLOSED),
        -9806: ("errSSLClosedAbort", Symptom.CLOSED),
        -9807: ("errSSLXCertChainInvalid", Symptom.NOT_VERIFIED),
        -9808: ("errSSLBadCert", Symptom.MALFORMED_CERTIFICATE),
        -9809: ("errSSLCrypto", Symptom.OWN_ERROR),
        -9810: ("errSSLInternal", Symptom.OWN_ERROR),
        -9812: ("errSSLUnknownRootCert", Symptom.SELF_SIGNED_ROOT),
        -9813: ("errSSLNoRootCert", Symptom.NO_ISSUER),
        -9814: ("errSSLCertExpired", Symptom.EXPIRED),
        -9815: ("errSSLCertNotYetValid", Symptom.NOT_YET_VALID),
        -9816: ("errSSLClosedNoNotify", Symptom.CLOSED),
        -9818: ("errSSLBadCipherSuite", Symptom.NO_CIPHER),
        -9843: ("errSSLHostNameMismatch", Symptom.WRONG_NAME),
        -9844: ("errSSLConnectionRefused", Symptom.RESET),
        -9845: ("errSSLDecryptionFail", Symptom.BAD_RECORD),
        -9846: ("errSSLBadRecordMac", Symptom.BAD_RECORD),
        -9847: ("errSSLRecordOverflow", Symptom.BAD_FRAMING),
        -9849: ("errSSLUnexpectedRecord", Symptom.BAD_FRAMING),
        -9850: ("errSSLWeakPeerEphemeralDHKey", Symptom.WEAK),
        -9854: ("errSSLIllegalParam", Symptom.BAD_FRAMING),
        -9858: ("errSSLHandshakeFail", Symptom.UNTOLD),
        -9859: ("errSSLBadConfiguration", Symptom.FILES),
        -9860: ("errSSLUnexpectedMessage", Symptom.BAD_FRAMING),
        -9862: ("errSSLUnexpectedRecord2", Symptom.BAD_FRAMING),
    }
)
_ALERTS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        -9819: ("errSSLPeerUnexpectedMsg", "unexpected_message"),
        -9820: ("errSSLPeerBadRecordMac", "bad_record_mac"),
        -9821: ("errSSLPeerDecryptionFail", "decryption_failed"),
        -9822: ("errSSLPeerRecordOverflow", "record_overflow"),
        -9823: ("errSSLPeerDecompressFail", "decompression_failure"),
        -9824: ("errSSLPeerHandshakeFail", "handshake_failure"),
        -9825: ("errSSLPeerBadCert", "bad_certificate"),
        -9826: ("errSSLPeerUnsupportedCert", "unsupported_certificate"),
        -9827: ("errSSLPeerCertRevoked", "certificate_revoked"),
        -9828: ("errSSLPeerCertExpired", "certificate_expired"),
        -9829: ("errSSLPeerCertUnknown", "certificate_unknown"),
        -9830: ("errSSLIllegalParam", "illegal_parameter"),
        -9831: ("errSSLPeerUnknownCA", "unknown_ca"),
        -9832: ("errSSLPeerAccessDenied", "access_denied"),
        -9833: ("errSSLPeerDecodeError", "decode_error"),
        -9834: ("errSSLPeerDecryptError", "decrypt_error"),
        -9835: ("errSSLPeerExportRestriction", "export_restriction"),
        -9836: ("errSSLPeerProtocolVersion", "protocol_version"),
        -9837: ("errSSLPeerInsufficientSecurity", "insufficient_security"),
        -9838: ("errSSLPeerInternalError", "internal_error"),
        -9840: ("errSSLPeerNoRenegotiation", "no_renegotiation"),
    }
)
_URL: Final[Mapping[int, Symptom]] = MappingProxyType(
    {
        -1200: Symptom.UNTOLD,
        -1201: Symptom.EXPIRED,
        -1202: Symptom.NOT_VERIFIED,
        -1203: Symptom.SELF_SIGNED_ROOT,
        -1204: Symptom.NOT_YET_VALID,
        -1205: Symptom.CLIENT_REFUSED,
        -1206: Symptom.NO_CERTIFICATE,
    }
)
_NAMED: Final[Mapping[str, int]] = MappingProxyType(
    {name: number for table in (_STATUS, _ALERTS) for number, (name, _) in table.items()}
)
_OURS: Final = re.compile(
    r"errSSL\w+|NSURLErrorDomain|kCFStreamError\w+|CFNetwork|NSOSStatusErrorDomain|SecureTransport|boringssl_|nw_\w+"
    r"|TLS Trust|Trust evaluate|SSLHandshake failed|TIC (?:SSL|TCP)|NSURLConnection|NSURLSession|SSLRead|SSLWrite"
)
_URL_CODE: Final = re.compile(r"(?:NSURLErrorDomain\D{0,40}|error code: |code: )(?P<number>-120\d)\b")
_STATUS_CODE: Final = re.compile(r"(?<!\d)-98\d\d\b")
_NAME: Final = re.compile(r"\berrSSL\w+")
# SecTrust's findings in the short form of the unified log: `[leaf AnchorTrusted MissingIntermediate]`.
_TRUST: Final = (
    (Symptom.EXPIRED, re.compile(r"TemporalValidity|ValidityPeriod")),
    (Symptom.WRONG_NAME, re.compile(r"SSLHostname|HostName")),
    (Symptom.REVOKED, re.compile(r"\bRevo(?:ked|cation\b)")),
    (Symptom.LEAF_ALONE, re.compile(r"MissingIntermediate")),
    (Symptom.WRONG_USAGE, re.compile(r"ExtendedKeyUsage|KeyUsage")),
    (Symptom.WEAK, re.compile(r"WeakKeySize|WeakSignature|KeySize|SignatureHashAlgorithms")),
    (Symptom.INVALID_CA, re.compile(r"BasicConstraints")),
    (Symptom.NO_ISSUER, re.compile(r"AnchorTrusted|AnchorSHA")),
)


def read(line: str) -> Reading | None:
    """The most telling of the numbers and names in the line; a NSURLError gives way to the status beside it."""
    if not _OURS.search(line):
        return None
    if "Trust evaluate failure" in line:
        found = next((symptom for symptom, pattern in _TRUST if pattern.search(line)), Symptom.NOT_VERIFIED)
        return Reading(STACK, found, role="client")
    numbers = [_NAMED[m[0]] for m in _NAME.finditer(line) if m[0] in _NAMED]
    numbers += [int(m[0]) for m in _STATUS_CODE.finditer(line)]
    told = next((reading for n in numbers if (reading := _by_status(n))), None)
    by_url = _URL_CODE.search(line)
    if by_url and (told is None or told.symptom in (Symptom.NOT_VERIFIED, Symptom.UNTOLD)):
        symptom = _URL.get(int(by_url["number"]))
        return (
            Reading(STACK, symptom, role="client") if symptom and symptom is not Symptom.UNTOLD else told or _untold()
        )
    return told


def _untold() -> Reading:
    return Reading(STACK, Symptom.UNTOLD, role="client")


def _by_status(number: int) -> Reading | None:
    if number in _STATUS:
        return Reading(STACK, _STATUS[number][1], role="client")
    if number in _ALERTS:
        return Reading(STACK, alert=by_words(_ALERTS[number][1], "received"), role="client")
    return None
