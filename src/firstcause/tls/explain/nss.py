"""NSS and Firefox: every failure has a symbol (sslerr.h, secerr.h, pkixnss), whatever the sentence around it."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.words import Reading, Symptom

STACK: Final = "nss"
_SYMBOL: Final = re.compile(
    r"\b(?P<symbol>(?:(?:SSL|SEC|MOZILLA_PKIX)_ERROR_[A-Z0-9_]{3,60}|PR_(?:END_OF_FILE"
    r"|CONNECT_RESET)_ERROR))\b"
)
# Symbols that end in _ALERT report one of the peer's; these are spelt otherwise than the registry.
_ALERTS: Final = {
    "BAD_CERT": "bad_certificate",
    "UNSUPPORTED_CERT": "unsupported_certificate",
    "REVOKED_CERT": "certificate_revoked",
    "EXPIRED_CERT": "certificate_expired",
    "CERTIFICATE_UNKNOWN": "certificate_unknown",
    "UNKNOWN_CA": "unknown_ca",
    "HANDSHAKE_FAILURE": "handshake_failure",
    "PROTOCOL_VERSION": "protocol_version",
    "DECODE_ERROR": "decode_error",
    "DECRYPT_ERROR": "decrypt_error",
    "BAD_MAC": "bad_record_mac",
    "HANDSHAKE_UNEXPECTED": "unexpected_message",
}
_NAMES: Final = {
    "PR_END_OF_FILE_ERROR": Symptom.CLOSED,
    "PR_CONNECT_RESET_ERROR": Symptom.RESET,
    "SEC_ERROR_UNKNOWN_ISSUER": Symptom.NO_ISSUER,
    "SEC_ERROR_UNTRUSTED_ISSUER": Symptom.SELF_SIGNED_ROOT,
    "SEC_ERROR_UNTRUSTED_CERT": Symptom.UNTRUSTED,
    "MOZILLA_PKIX_ERROR_MITM_DETECTED": Symptom.SELF_SIGNED_ROOT,
    "SEC_ERROR_EXPIRED_CERTIFICATE": Symptom.EXPIRED,
    "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE": Symptom.EXPIRED,
    "SEC_ERROR_CERT_NOT_VALID": Symptom.NOT_VERIFIED,
    "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE": Symptom.NOT_YET_VALID,
    "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE": Symptom.NOT_YET_VALID,
    "SSL_ERROR_BAD_CERT_DOMAIN": Symptom.WRONG_NAME,
    "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT": Symptom.SELF_SIGNED_LEAF,
    "MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY": Symptom.INVALID_CA,
    "SEC_ERROR_CA_CERT_INVALID": Symptom.INVALID_CA,
    "SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID": Symptom.INVALID_CA,
    "SEC_ERROR_INADEQUATE_KEY_USAGE": Symptom.WRONG_USAGE,
    "SEC_ERROR_INADEQUATE_CERT_TYPE": Symptom.WRONG_USAGE,
    "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE": Symptom.WEAK,
    "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED": Symptom.WEAK,
    "SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY": Symptom.WEAK,
    "SEC_ERROR_CERT_NOT_IN_NAME_SPACE": Symptom.CONSTRAINED_NAME,
    "SEC_ERROR_REVOKED_CERTIFICATE": Symptom.REVOKED,
    "SEC_ERROR_REVOKED_KEY": Symptom.REVOKED,
    "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING": Symptom.REVOCATION_UNKNOWN,
    "MOZILLA_PKIX_ERROR_OCSP_RESPONSE_FOR_CERT_MISSING": Symptom.REVOCATION_UNKNOWN,
    "SEC_ERROR_BAD_SIGNATURE": Symptom.BAD_SIGNATURE,
    "SEC_ERROR_BAD_DER": Symptom.MALFORMED_CERTIFICATE,
    "SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION": Symptom.MALFORMED_CERTIFICATE,
    "SEC_ERROR_EXTENSION_VALUE_INVALID": Symptom.MALFORMED_CERTIFICATE,
    "MOZILLA_PKIX_ERROR_KEY_PINNING_FAILURE": Symptom.OTHER_KEY,
    "SSL_ERROR_UNSUPPORTED_VERSION": Symptom.OTHER_VERSION,
    "SSL_ERROR_UNSUPPORTED_SIGNATURE_ALGORITHM": Symptom.NO_SIGNATURE_ALGORITHM,
    "SSL_ERROR_NO_CERTIFICATE": Symptom.NO_CERTIFICATE,
    "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL": Symptom.NO_PROTOCOL,
    "SSL_ERROR_UNSAFE_NEGOTIATION": Symptom.RENEGOTIATION,
    "SSL_ERROR_RENEGOTIATION_NOT_ALLOWED": Symptom.RENEGOTIATION,
    "SSL_ERROR_RX_RECORD_TOO_LONG": Symptom.NOT_TLS,
    "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE": Symptom.NOT_TLS,
    "SSL_ERROR_BAD_SERVER": Symptom.BAD_FRAMING,
    "SSL_ERROR_BAD_MAC_READ": Symptom.BAD_RECORD,
    "SSL_ERROR_DECRYPTION_FAILURE": Symptom.BAD_RECORD,
    "SSL_ERROR_BAD_HANDSHAKE_HASH_VALUE": Symptom.BAD_PROOF,
    "SSL_ERROR_HANDSHAKE_FAILED": Symptom.UNTOLD,
    "SSL_ERROR_DOWNGRADE_WITH_EARLY_DATA": Symptom.DOWNGRADE,
    "SSL_ERROR_RX_MALFORMED_SERVER_HELLO": Symptom.BAD_FRAMING,
}
# sslerr.h counts from -0x3000, secerr.h from -0x2000, pkixnss from -0x4000.
_NUMBERS: Final = {
    -12286: "SSL_ERROR_NO_CYPHER_OVERLAP",
    -12260: "SSL_ERROR_RX_MALFORMED_CLIENT_HELLO",
    -12233: "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE",
    -12157: "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT",
    -12109: "SSL_ERROR_RX_UNEXPECTED_RECORD_TYPE",
    -12285: "SSL_ERROR_NO_CERTIFICATE",
    -12284: "SSL_ERROR_BAD_CERTIFICATE",
    -12279: "SSL_ERROR_UNSUPPORTED_VERSION",
    -12276: "SSL_ERROR_BAD_CERT_DOMAIN",
    -12273: "SSL_ERROR_BAD_MAC_READ",
    -12272: "SSL_ERROR_BAD_MAC_ALERT",
    -12271: "SSL_ERROR_BAD_CERT_ALERT",
    -12270: "SSL_ERROR_REVOKED_CERT_ALERT",
    -12269: "SSL_ERROR_EXPIRED_CERT_ALERT",
    -12266: "SSL_ERROR_UNKNOWN_CIPHER_SUITE",
    -12265: "SSL_ERROR_NO_CIPHERS_SUPPORTED",
    -12263: "SSL_ERROR_RX_RECORD_TOO_LONG",
    -12229: "SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT",
    -12227: "SSL_ERROR_HANDSHAKE_FAILURE_ALERT",
    -12226: "SSL_ERROR_ILLEGAL_PARAMETER_ALERT",
    -12225: "SSL_ERROR_UNSUPPORTED_CERT_ALERT",
    -12224: "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT",
    -12195: "SSL_ERROR_UNKNOWN_CA_ALERT",
    -12194: "SSL_ERROR_ACCESS_DENIED_ALERT",
    -12193: "SSL_ERROR_DECODE_ERROR_ALERT",
    -12192: "SSL_ERROR_DECRYPT_ERROR_ALERT",
    -12190: "SSL_ERROR_PROTOCOL_VERSION_ALERT",
    -12189: "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT",
    -12188: "SSL_ERROR_INTERNAL_ERROR_ALERT",
    -12186: "SSL_ERROR_NO_RENEGOTIATION_ALERT",
    -12182: "SSL_ERROR_UNRECOGNIZED_NAME_ALERT",
    -12176: "SSL_ERROR_RENEGOTIATION_NOT_ALLOWED",
    -12175: "SSL_ERROR_UNSAFE_NEGOTIATION",
    -12173: "SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY",
    -8183: "SEC_ERROR_BAD_DER",
    -8182: "SEC_ERROR_BAD_SIGNATURE",
    -8181: "SEC_ERROR_EXPIRED_CERTIFICATE",
    -8180: "SEC_ERROR_REVOKED_CERTIFICATE",
    -8179: "SEC_ERROR_UNKNOWN_ISSUER",
    -8172: "SEC_ERROR_UNTRUSTED_ISSUER",
    -8171: "SEC_ERROR_UNTRUSTED_CERT",
    -8162: "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
    -8156: "SEC_ERROR_CA_CERT_INVALID",
    -8155: "SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID",
    -8102: "SEC_ERROR_INADEQUATE_KEY_USAGE",
    -8101: "SEC_ERROR_INADEQUATE_CERT_TYPE",
    -8080: "SEC_ERROR_CERT_NOT_IN_NAME_SPACE",
    -8016: "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED",
}
_NUMBER: Final = re.compile(r"(?<![\w.-])(?P<number>-12[12]\d\d|-8[01]\d\d)\b")
_OF_NSS: Final = re.compile(
    r"\bNSS\b|\b(?:selfserv|tstclnt|strsclnt): |SSL Library Error|mod_nss|\bnss_|SSL_ForceHandshake|libldap"
    r"|\bTLS: error"
)
# Sentences of alerts that were heard, which curl and others print without their symbol.
_HEARD: Final = (
    ("bad_certificate", re.compile(r"SSL peer cannot verify your certificate")),
    ("certificate_revoked", re.compile(r"SSL peer rejected your certificate as revoked")),
    ("certificate_expired", re.compile(r"SSL peer rejected your certificate as expired")),
    ("unknown_ca", re.compile(r"Peer does not recognize and trust the CA that issued your certificate")),
    ("access_denied", re.compile(r"Peer received a valid certificate, but access was denied")),
    (
        "handshake_failure",
        re.compile(
            r"SSL peer was unable to negotiate an acceptable set"
            r"|no common encryption algorithm"
        ),
    ),
    ("unsupported_certificate", re.compile(r"SSL peer does not support certificates of the type")),
    ("certificate_unknown", re.compile(r"SSL peer had some unspecified issue with the certificate")),
    ("protocol_version", re.compile(r"Peer reports incompatible or unsupported protocol version")),
    ("internal_error", re.compile(r"Peer reports it experienced an internal error")),
    ("unrecognized_name", re.compile(r"SSL peer has no certificate for the requested DNS name")),
    ("decrypt_error", re.compile(r"Peer reports failure of signature verification or key exchange")),
)
# The handshake's own signature, where no certificate's is spoken of.
_OF_THE_HANDSHAKE: Final = re.compile(r"(?:write to|read from) (?:SSL )?socket failed|SSL_ForceHandshake")
_OPENSSLS: Final = frozenset({"SSL_ERROR_SSL", "SSL_ERROR_SYSCALL", "SSL_ERROR_ZERO_RETURN", "SSL_ERROR_WANT_READ"})


def read(line: str) -> Reading | None:
    """The symbol's meaning; OpenSSL's own SSL_ERROR_ symbols are not ours."""
    found = next((m["symbol"] for m in _SYMBOL.finditer(line) if m["symbol"] not in _OPENSSLS), None) or _numbered(line)
    if found is None:
        heard = next((name for name, pattern in _HEARD if pattern.search(line)), None)
        return Reading(STACK, alert=by_words(heard, "received")) if heard else None
    if found == "SSL_ERROR_NO_CYPHER_OVERLAP":  # so a client of NSS words alert 40, whatever was missing
        return Reading(STACK, alert=by_words("handshake_failure", "received"))
    if found.endswith("_ALERT"):
        return _alert(found)
    if found == "SEC_ERROR_BAD_SIGNATURE" and _OF_THE_HANDSHAKE.search(line):
        return Reading(STACK, Symptom.BAD_PROOF)
    if found in _NAMES:
        return Reading(STACK, _NAMES[found], role="client")
    if "_OCSP_" in found or "_CRL_" in found:
        return Reading(STACK, Symptom.REVOCATION_UNKNOWN, role="client")
    if found.startswith("SSL_ERROR_RX_"):
        return Reading(STACK, Symptom.BAD_FRAMING)
    return None


def _numbered(line: str) -> str | None:
    """The symbol of a bare number, where the line is NSS's."""
    if not _OF_NSS.search(line):
        return None
    return next((name for m in _NUMBER.finditer(line) if (name := _NUMBERS.get(int(m["number"])))), None)


def _alert(symbol: str) -> Reading | None:
    name = symbol.removeprefix("SSL_ERROR_").removesuffix("_ALERT").removeprefix("RX_")
    heard = by_words(_ALERTS.get(name, name), "received")
    return Reading(STACK, alert=heard) if heard else None
