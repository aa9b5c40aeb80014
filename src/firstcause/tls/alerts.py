"""The alert registry of TLS: number to standard name and back.

Source: the IANA registry "TLS Alerts" as filled by RFC 8446 section 6 and appendix B.2 (kept by RFC 9846), RFC 5246
section 7.2, RFC 4279, RFC 6066, RFC 7301, RFC 7507 and, for numbers that only old peers still send, RFC 2246 and
RFC 4346. What an alert *means* depends on who sent it, so this file knows names only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from firstcause.model.handshake import Alert

ALERTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "close_notify",
        10: "unexpected_message",
        20: "bad_record_mac",
        21: "decryption_failed",
        22: "record_overflow",
        30: "decompression_failure",
        40: "handshake_failure",
        41: "no_certificate",
        42: "bad_certificate",
        43: "unsupported_certificate",
        44: "certificate_revoked",
        45: "certificate_expired",
        46: "certificate_unknown",
        47: "illegal_parameter",
        48: "unknown_ca",
        49: "access_denied",
        50: "decode_error",
        51: "decrypt_error",
        52: "too_many_cids_requested",
        60: "export_restriction",
        70: "protocol_version",
        71: "insufficient_security",
        80: "internal_error",
        86: "inappropriate_fallback",
        90: "user_canceled",
        100: "no_renegotiation",
        109: "missing_extension",
        110: "unsupported_extension",
        111: "certificate_unobtainable",
        112: "unrecognized_name",
        113: "bad_certificate_status_response",
        114: "bad_certificate_hash_value",
        115: "unknown_psk_identity",
        116: "certificate_required",
        117: "general_error",
        120: "no_application_protocol",
        121: "ech_required",
    }
)
_NUMBERS: Final[Mapping[str, int]] = MappingProxyType({name: number for number, name in ALERTS.items()})

CLOSURE: Final = frozenset({"close_notify", "user_canceled"})
"""Alerts that end a connection in good order (RFC 8446 section 6.1)."""


def alert_name(number: int) -> str:
    """The standard name; a number that the registry does not hold is written `unassigned_N`."""
    return ALERTS.get(number, f"unassigned_{number}")


def alert_number(name: str) -> int:
    """The number of a standard name. Raises KeyError for a name that the registry does not hold."""
    return _NUMBERS[name]


def alert(number: int, direction: Literal["sent", "received"]) -> Alert:
    """The alert as a value, with its name filled in."""
    return Alert(number, alert_name(number), direction)
