"""How the stacks spell an alert: `UnknownCA`, `unknown certificate authority`, `Unknown CA`, `unknown_ca`, `48`.

The registry's names are in `tls.alerts`; here are the other ways to say them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.alerts import ALERTS, alert

_NUMBERS: Final[Mapping[str, int]] = MappingProxyType({name: number for number, name in ALERTS.items()})
# Go, GnuTLS, rustls, wolfSSL and mbedTLS where they leave the registry's names.
_SPELT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "handshake_failed": "handshake_failure",
        "sslv3_handshake_failure": "handshake_failure",
        "revoked_certificate": "certificate_revoked",
        "certificate_was_revoked": "certificate_revoked",
        "certificate_is_revoked": "certificate_revoked",
        "expired_certificate": "certificate_expired",
        "certificate_has_expired": "certificate_expired",
        "certificate_is_expired": "certificate_expired",
        "unknown_certificate": "certificate_unknown",
        "certificate_is_bad": "bad_certificate",
        "certificate_is_not_supported": "unsupported_certificate",
        "unsupported_certificate_type": "unsupported_certificate",
        "unknown_certificate_authority": "unknown_ca",
        "ca_is_unknown": "unknown_ca",
        "access_was_denied": "access_denied",
        "error_decoding_message": "decode_error",
        "error_decrypting_message": "decrypt_error",
        "error_in_protocol_version": "protocol_version",
        "protocol_version_not_supported": "protocol_version",
        "unsupported_protocol_version": "protocol_version",
        "insufficient_security_level": "insufficient_security",
        "no_renegotiation_is_allowed": "no_renegotiation",
        "no_renegotiation_allowed": "no_renegotiation",
        "user_cancelled": "user_canceled",
        "unrecognised_name": "unrecognized_name",
        "server_name_sent_was_not_recognized": "unrecognized_name",
        "the_server_name_sent_was_not_recognized": "unrecognized_name",
        "the_server_name_sent_was_not_recognised": "unrecognized_name",
        "unknown_psk": "unknown_psk_identity",
        "the_sni_sent_was_not_recognized": "unrecognized_name",
        "certificate_is_required": "certificate_required",
        "no_supported_application_protocol_could_be_negotiated": "no_application_protocol",
        "no_application_protocol_could_be_negotiated": "no_application_protocol",
        "bad_record_mac_received": "bad_record_mac",
        "record_overflow_received": "record_overflow",
        "encrypted_client_hello_required": "ech_required",
        "an_unsupported_extension_was_sent": "unsupported_extension",
        "an_extension_was_expected_but_was_not_seen": "missing_extension",
        "illegal_parameter_received": "illegal_parameter",
    }
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def by_words(words: str, direction: Literal["sent", "received"]) -> Alert | None:
    """The alert that is meant, by its number or its name in any spelling; None where it is none."""
    text = words.strip().strip("'\".").strip()
    if text.isdigit():
        number = int(text)
        return alert(number, direction) if number in ALERTS else None
    name = re.sub(r"[\s_-]+", "_", _CAMEL.sub("_", text)).lower()
    name = _SPELT.get(name, name)
    return alert(_NUMBERS[name], direction) if name in _NUMBERS else None


def beginning_with(words: str, direction: Literal["sent", "received"]) -> Alert | None:
    """The alert that the words begin with ("unknown CA: closing"), the longest spelling first; None where it is"
    " none."""
    parts = re.split(r"[\s_-]+", words.strip())
    for length in range(min(len(parts), 8), 0, -1):
        if (found := by_words(" ".join(parts[:length]), direction)) is not None:
            return found
    return None
