"""EAP over TLS: FreeRADIUS (the server) and wpa_supplicant, hostapd and their like (the client).

(7) eap_peap: ERROR: TLS Alert read:fatal:unknown CA
(12) eap_tls: ERROR: (TLS) OpenSSL says error 10 : certificate has expired
wlan0: CTRL-EVENT-EAP-TLS-CERT-ERROR reason=4 depth=0 subject='/CN=radius' err='certificate has expired'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from firstcause.tls.alerts import CLOSURE
from firstcause.tls.explain import library, verify
from firstcause.tls.explain.alert_words import beginning_with
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "radius"
_SERVER: Final = re.compile(
    r"\beap_\w+\b|rlm_eap|\(TLS\) |TLS_accept|tls: TLS_|radiusd|eap: ERROR|Auth-Type"
    r"|RADIUS/TLS|radsec"
)
_SUPPLICANT: Final = re.compile(
    r"CTRL-EVENT-EAP-TLS-CERT-ERROR|wpa_supplicant|^(?:TLS|OpenSSL|EAP): "
    r"|tls_verify_cb|SSL: SSL3 alert"
)
_SAYS: Final = re.compile(r"(?:SSL|OpenSSL|TLS) says error (?P<number>\d{1,3}) ?: ?(?P<text>[^\n]*)")
_ALERT: Final = re.compile(
    r"(?:TLS Alert|SSL3 alert|alert)[: ]+(?P<way>read|write)(?: \([^)]*\))?:(?:fatal"
    r"|warning):(?P<alert>[A-Za-z][A-Za-z _]{3,40})"
    r"|(?P<recv>recv|send) TLS [\d.]+ Alert, fatal (?P<name>[a-z_ ]{4,40})"
)
_REASON: Final = re.compile(r"reason=(?P<number>\d{1,2}) depth=\d+ subject='[^']*' err='(?P<text>[^']*)'")
# eap_defs.h: enum tls_fail_reason
_REASONS: Final[Mapping[int, Symptom]] = MappingProxyType(
    {
        1: Symptom.NO_PATH,
        2: Symptom.REVOKED,
        3: Symptom.NOT_YET_VALID,
        4: Symptom.EXPIRED,
        5: Symptom.WRONG_NAME,
        6: Symptom.WRONG_NAME,
        7: Symptom.NOT_VERIFIED,
        8: Symptom.OTHER_KEY,
        9: Symptom.WRONG_NAME,
        10: Symptom.WRONG_NAME,
        11: Symptom.WRONG_NAME,
    }
)


def read(line: str) -> Reading | None:
    """A verdict on a certificate, an alert with its direction, or the library's words inside; None for others."""
    event = _REASON.search(line)
    if event:
        symptom = verify.by_text(event["text"]) or _REASONS.get(int(event["number"]), Symptom.NOT_VERIFIED)
        return Reading(STACK, symptom, role="client")
    role: Role | None = "server" if _SERVER.search(line) else "client" if _SUPPLICANT.search(line) else None
    if role is None:
        return None
    if said := _SAYS.search(line):
        symptom = verify.by_text(said["text"]) or verify.by_number(int(said["number"])) or Symptom.NOT_VERIFIED
        return Reading(STACK, symptom, role=role)
    return _traced(line, role) or _below(line, role)


def _traced(line: str, role: Role) -> Reading | None:
    traced = _ALERT.search(line)
    if traced is None:
        return None
    way: Literal["sent", "received"] = (
        "received" if "read" in (traced["way"] or "") or traced["recv"] == "recv" else "sent"
    )
    alert = beginning_with(traced["alert"] or traced["name"], way)
    return Reading(STACK, alert=None if alert is None or alert.name in CLOSURE else alert, role=role)


def _below(line: str, role: Role) -> Reading | None:
    found = library.read(line)
    if found is None or (found.symptom is None and found.alert is None):
        return None
    return Reading(STACK, found.symptom, found.alert, role)
