"""BoringSSL's error queue, as gRPC, Envoy and Chromium print it: symbols instead of sentences, often a decimal code.

error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE: Invalid certificate verification context
TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.alerts import ALERTS, CLOSURE, alert
from firstcause.tls.explain import verify
from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.openssl_reasons import REASONS
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "boringssl"
ALERT_BASE: Final = 1000
_ENTRY: Final = re.compile(
    r"(?P<code>[0-9A-Fa-f]{8,10}):SSL routines:OPENSSL_internal:(?P<reason>[A-Z0-9_]{4,60}|reason\(\d+\))"
)
_PEER_ALERT: Final = re.compile(r"(?:SSLV3|TLSV1)_ALERT_(?P<alert>[A-Z_]{4,40})$")
_GRPC: Final = re.compile(r"TSI_|ssl_transport_security|Handshake read failed")
_ENVOY: Final = re.compile(
    r"upstream connect error|(?<!downstream )transport failure reason|upstream_transport_failure"
    r"|upstream_reset_before|UPSTREAM_TRANSPORT_FAILURE"
    r"|\" 503 UF[ ,]"
)
_SERVER: Final = re.compile(
    r"ssl_transport_security\.cc.{0,80}failed with error|downstream|DOWNSTREAM|connection_impl|filter_chain"
    r"|HTTPS?_(?:PROXY_)?REQUEST"
)
_CLIENT: Final = re.compile(r"StatusCode\.|failed to connect to all addresses|last error")
_OWN: Final = re.compile(
    r"Hostname Verification Check failed|Cannot check peer: missing selected ALPN"
    r"|verify cert failed"
)
_WORDS: Final = (
    (Symptom.UNKNOWN_NAME, re.compile(r"No match found for server name")),
    (
        Symptom.WRONG_NAME,
        re.compile(
            r"Hostname Verification Check failed|verify SAN list|SAN matcher"
            r"|Peer name .* is not in peer cert"
        ),
    ),
    (Symptom.NO_PROTOCOL, re.compile(r"missing selected ALPN property")),
    (Symptom.CLOSED, re.compile(r"Handshake read failed|Handshake (?:write )?failed \(Socket closed\)")),
    (Symptom.LATE_REFUSAL, re.compile(r"Unwrap failed \(TSI_DATA_CORRUPTED\)")),
    (Symptom.FILES, re.compile(r"Secret is not supplied by SDS|Invalid cert chain file|Invalid private key")),
)
# Where BoringSSL's symbol has no sentence of the same words in OpenSSL.
_SYMBOLS: Final = {
    "NO_COMMON_SIGNATURE_ALGORITHMS": Symptom.NO_SIGNATURE_ALGORITHM,
    "NO_SHARED_GROUP": Symptom.NO_GROUP,
    "NO_SUPPORTED_VERSIONS_ENABLED": Symptom.OTHER_VERSION,
    "UNSUPPORTED_PROTOCOL": Symptom.OTHER_VERSION,
    "WRONG_VERSION_ON_EARLY_DATA": Symptom.OTHER_VERSION,
    "BAD_PACKET_LENGTH": Symptom.BAD_RECORD,
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": Symptom.BAD_RECORD,
    "ENCRYPTED_LENGTH_TOO_LONG": Symptom.BAD_FRAMING,
    "DATA_LENGTH_TOO_LONG": Symptom.BAD_FRAMING,
    "HTTP_REQUEST": Symptom.PLAIN_HTTP,
    "HTTPS_PROXY_REQUEST": Symptom.PLAIN_HTTP,
    "KEY_USAGE_BIT_INCORRECT": Symptom.WRONG_USAGE,
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": Symptom.NO_CERTIFICATE,
    "INVALID_ALPN_PROTOCOL": Symptom.NO_PROTOCOL,
    "NO_CIPHERS_AVAILABLE": Symptom.NO_CIPHER,
    "WRONG_CIPHER_RETURNED": Symptom.NO_CIPHER,
    "DIGEST_CHECK_FAILED": Symptom.BAD_PROOF,
    "BAD_SIGNATURE": Symptom.BAD_PROOF,
    "TLS13_DOWNGRADE": Symptom.DOWNGRADE,
    "CERTIFICATE_VERIFY_FAILED": Symptom.NOT_VERIFIED,
    "KEY_VALUES_MISMATCH": Symptom.KEY_PAIR,
}


def read(line: str) -> Reading | None:
    """The entry's reason, or gRPC's and Envoy's own words around it."""
    entry = _ENTRY.search(line)
    role = _role(line)
    own = next((symptom for symptom, pattern in _WORDS if pattern.search(line)), None)
    if entry is None:
        ours = (
            _GRPC.search(line)
            or _ENVOY.search(line)
            or _OWN.search(line)
            or (own is not None and "ssl" in line.lower())
        )
        return Reading(STACK, own, role=role) if own and ours else None
    told = _reason(entry)
    if own and told.alert is None and told.symptom in (None, Symptom.NOT_VERIFIED):
        told = Reading(STACK, own)
    return Reading(STACK, told.symptom, told.alert, role)


def _reason(entry: re.Match[str]) -> Reading:
    number = _number(entry["code"]) - ALERT_BASE
    if number in ALERTS:
        return Reading(STACK, alert=None if ALERTS[number] in CLOSURE else alert(number, "received"))
    return by_symbol(entry["reason"], entry.string[entry.end("reason") :].replace("_", " "))


def by_symbol(symbol: str, verified: str = "") -> Reading:
    """What the symbol means; `verified` are the words of a verification behind it."""
    if (heard := _PEER_ALERT.match(symbol)) and (found := by_words(heard["alert"], "received")):
        return Reading(STACK, alert=None if found.name in CLOSURE else found)
    said = verify.by_text(verified) if verified else None
    if symbol == "CERTIFICATE_VERIFY_FAILED" and said:
        return Reading(STACK, said)
    plain = symbol.lower().replace("_", " ")
    return Reading(STACK, _SYMBOLS.get(symbol) or REASONS.get(plain) or Symptom.UNTOLD)


def _number(code: str) -> int:
    """The reason in the low twelve bits; Envoy writes the code in decimal, with nine digits or ten."""
    return (int(code) if len(code) > 8 else int(code, 16)) & 0xFFF


def _role(line: str) -> Role | None:
    if _ENVOY.search(line):
        return "proxy"
    if _SERVER.search(line):
        return "server"
    return "client" if _CLIENT.search(line) else None
