"""curl's grammar: its exit codes, and what `--verbose` tells of alerts. curl is always the client.

curl: (60) SSL certificate problem: unable to get local issuer certificate
* TLSv1.3 (IN), TLS alert, unknown CA (560):
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from firstcause.tls.alerts import alert
from firstcause.tls.explain import mbedtls, openssl, schannel, sockets, wolfssl
from firstcause.tls.explain.words import VAGUE, Reading, Symptom

STACK: Final = "curl"
_ERROR: Final = re.compile(
    r"\b(?:curl: \(|[cC](?:url|URL) error |libcurl error )(?P<code>\d{1,2})(?:\)|:"
    r"| while [^:]*:+ ?\S*)? ?(?P<text>.*)"
)
_ALERT: Final = re.compile(r"\((?P<way>IN|OUT)\), TLS alert, (?P<name>[A-Za-z][A-Za-z _]{2,40})")
_VERBOSE: Final = re.compile(r"^\* .{0,20}(?:SSL certificate problem|SSL: |OpenSSL SSL_|OpenSSL/[\d.]+: )")
_OTHER_NAME: Final = re.compile(
    r"no alternative certificate subject name matches"
    r"|certificate subject name .* does not match|subject name '.*' does not match"
)
_PIN: Final = re.compile(r"does not match pinned public key")
# Nothing was found wrong with the server's certificate, and yet this code: so curl words one alert of the server's.
_BY_THE_SERVER: Final = re.compile(r"SSL certificate verification failed\s*$")
_REVOKED: Final = re.compile(
    r"certificate (?:status: |is |was |has been )revoked"
    r"|certificate revocation reason",
    re.IGNORECASE,
)
_VERIFIED: Final = re.compile(
    r"certificate verify ok|continuing anyway|verify status"
    r"|certificate verify result: .* \(0\)"
)
_CODES: Final[Mapping[int, Symptom]] = MappingProxyType(
    {
        6: Symptom.UNRESOLVED,
        7: Symptom.REFUSED,
        35: Symptom.UNTOLD,
        51: Symptom.WRONG_NAME,
        53: Symptom.FILES,
        54: Symptom.FILES,
        58: Symptom.FILES,
        59: Symptom.FILES,
        60: Symptom.NOT_VERIFIED,
        66: Symptom.FILES,
        77: Symptom.FILES,
        82: Symptom.FILES,
        83: Symptom.NO_ISSUER,
        90: Symptom.OTHER_KEY,
        91: Symptom.REVOCATION_UNKNOWN,
    }
)
_TIMEOUT, _HANDSHAKE = 28, 35
# libcurl's sentences for its codes (curl_easy_strerror), as programs above it print them.
_SENTENCES: Final = (
    (Symptom.UNTOLD, re.compile(r"SSL connect error")),
    (Symptom.NOT_VERIFIED, re.compile(r"SSL peer certificate or SSH remote key was not OK")),
    (Symptom.NOT_VERIFIED, re.compile(r"Peer certificate cannot be authenticated with given CA certificates")),
    (Symptom.FILES, re.compile(r"Problem with the (?:local SSL certificate|SSL CA cert)|Failed to load CRL file")),
    (Symptom.FILES, re.compile(r"Couldn't use specified SSL cipher|SSL crypto engine")),
    (Symptom.NOT_TLS, re.compile(r"Requested SSL level failed")),
    (Symptom.NO_ISSUER, re.compile(r"Issuer check against peer certificate failed")),
    (Symptom.OTHER_KEY, re.compile(r"SSL public key does not match pinned public key")),
    (Symptom.REVOCATION_UNKNOWN, re.compile(r"SSL server certificate status verification FAILED")),
    (Symptom.NO_CERTIFICATE, re.compile(r"SSL Client Certificate required")),
)


def read(line: str) -> Reading | None:
    """The code and the words behind it, or an alert of `--verbose`; None where it is not curl that speaks."""
    traced = _ALERT.search(line)
    if traced:
        told = openssl.alert_named(traced["name"], "received" if traced["way"] == "IN" else "sent")
        return Reading(STACK, alert=told, role="client")
    if line.startswith("*") and _VERIFIED.search(line):
        return Reading(STACK, role="client")
    error = _ERROR.search(line)
    if error:
        return _failed(int(error["code"]), error["text"])
    if _VERBOSE.search(line):
        return _read_words(line)
    said = next((symptom for symptom, pattern in _SENTENCES if pattern.search(line)), None)
    return Reading(STACK, said, role="client") if said else None


def _failed(code: int, text: str) -> Reading:
    below = schannel.read(text) or wolfssl.read(text) or mbedtls.read(text)
    if below and (below.alert or below.symptom not in (None, Symptom.UNTOLD)):
        return replace(below, stack=STACK, role="client")
    if code == _TIMEOUT:
        return Reading(STACK, _late(text), role="client")
    found = _read_words(text)
    if code == _HANDSHAKE and found.symptom is None and found.alert is None:
        found = replace(found, symptom=_ended(text))
    by_code = _CODES.get(code)
    vague = found.symptom is None or found.symptom in VAGUE
    return replace(found, symptom=by_code) if vague and by_code and found.alert is None else found


def _ended(text: str) -> Symptom | None:
    """How the connection ended, of what code 35 says; SecureTransport's curl words an alert 40 as an end."""
    if re.search(r"Server aborted the SSL handshake", text):
        return Symptom.UNTOLD
    return sockets.phrase_in(text)


def _read_words(text: str) -> Reading:
    if _OTHER_NAME.search(text):
        return Reading(STACK, Symptom.WRONG_NAME, role="client")
    if _PIN.search(text):
        return Reading(STACK, Symptom.OTHER_KEY, role="client")
    if _REVOKED.search(text):
        return Reading(STACK, Symptom.REVOKED, role="client")
    if _BY_THE_SERVER.match(text):
        return Reading(STACK, alert=alert(45, "received"), role="client")
    inner = openssl.read(text) or Reading(STACK)
    return replace(inner, stack=STACK, role="client")


def _late(text: str) -> Symptom | None:
    """Code 28 is any time limit: of connecting, of the handshake, or of the transfer, which is not our affair."""
    if re.search(r"\bSSL\b|handshake", text):
        return Symptom.TIMED_OUT
    return Symptom.UNREACHABLE if re.search(r"^(?:Connection|Failed to connect|connect\(\))", text) else None
