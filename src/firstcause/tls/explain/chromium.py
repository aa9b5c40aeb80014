"""Chromium's network errors (net_error_list.h), as Chrome, Electron, WebViews, Puppeteer and Playwright report them.

net::ERR_CERT_AUTHORITY_INVALID at https://a.internal/
ssl_client_socket_impl.cc(876)] handshake failed; returned -1, SSL error code 1, net_error -202
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "chromium"
# Name without ERR_, and its number where a log may show nothing else.
_ERRORS: Final[Mapping[str, tuple[int, Symptom]]] = MappingProxyType(
    {
        "CONNECTION_CLOSED": (-100, Symptom.CLOSED),
        "CONNECTION_RESET": (-101, Symptom.RESET),
        "CONNECTION_REFUSED": (-102, Symptom.REFUSED),
        "CONNECTION_ABORTED": (-103, Symptom.CLOSED),
        "NAME_NOT_RESOLVED": (-105, Symptom.UNRESOLVED),
        "SSL_PROTOCOL_ERROR": (-107, Symptom.NOT_TLS),
        "ADDRESS_UNREACHABLE": (-109, Symptom.UNREACHABLE),
        "SSL_CLIENT_AUTH_CERT_NEEDED": (-110, Symptom.NO_CERTIFICATE),
        "NO_SSL_VERSIONS_ENABLED": (-112, Symptom.OTHER_VERSION),
        "SSL_VERSION_OR_CIPHER_MISMATCH": (-113, Symptom.NEGOTIATION),
        "SSL_RENEGOTIATION_REQUESTED": (-114, Symptom.RENEGOTIATION),
        "BAD_SSL_CLIENT_AUTH_CERT": (-117, Symptom.CLIENT_REFUSED),
        "CONNECTION_TIMED_OUT": (-118, Symptom.UNREACHABLE),
        "ALPN_NEGOTIATION_FAILED": (-122, Symptom.NO_PROTOCOL),
        "SSL_NO_RENEGOTIATION": (-123, Symptom.RENEGOTIATION),
        "SSL_BAD_RECORD_MAC_ALERT": (-126, Symptom.BAD_RECORD),
        "SSL_WEAK_SERVER_EPHEMERAL_DH_KEY": (-129, Symptom.WEAK),
        "SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED": (-134, Symptom.FILES),
        "SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY": (-135, Symptom.FILES),
        "PROXY_CERTIFICATE_INVALID": (-136, Symptom.NOT_VERIFIED),
        "SSL_CLIENT_AUTH_SIGNATURE_FAILED": (-141, Symptom.FILES),
        "SSL_HANDSHAKE_NOT_COMPLETED": (-148, Symptom.UNTOLD),
        "SSL_BAD_PEER_PUBLIC_KEY": (-149, Symptom.MALFORMED_CERTIFICATE),
        "SSL_PINNED_KEY_NOT_IN_CERT_CHAIN": (-150, Symptom.OTHER_KEY),
        "SSL_DECRYPT_ERROR_ALERT": (-153, Symptom.BAD_PROOF),
        "SSL_SERVER_CERT_CHANGED": (-156, Symptom.RENEGOTIATION),
        "SSL_FALLBACK_BEYOND_MINIMUM_VERSION": (-165, Symptom.OTHER_VERSION),
        "SSL_INAPPROPRIATE_FALLBACK": (-157, Symptom.DOWNGRADE),
        "SSL_UNRECOGNIZED_NAME_ALERT": (-159, Symptom.UNKNOWN_NAME),
        "SSL_CLIENT_AUTH_CERT_BAD_FORMAT": (-164, Symptom.FILES),
        "SSL_SERVER_CERT_BAD_FORMAT": (-167, Symptom.MALFORMED_CERTIFICATE),
        "SSL_OBSOLETE_CIPHER": (-172, Symptom.NO_CIPHER),
        "SSL_OBSOLETE_VERSION": (-155, Symptom.OTHER_VERSION),
        "SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS": (-177, Symptom.NO_SIGNATURE_ALGORITHM),
        "TLS13_DOWNGRADE_DETECTED": (-180, Symptom.DOWNGRADE),
        "SSL_KEY_USAGE_INCOMPATIBLE": (-181, Symptom.WRONG_USAGE),
        "CERT_COMMON_NAME_INVALID": (-200, Symptom.WRONG_NAME),
        "CERT_DATE_INVALID": (-201, Symptom.EXPIRED),
        "CERT_AUTHORITY_INVALID": (-202, Symptom.NO_PATH),
        "CERT_CONTAINS_ERRORS": (-203, Symptom.MALFORMED_CERTIFICATE),
        "CERT_NO_REVOCATION_MECHANISM": (-204, Symptom.REVOCATION_UNKNOWN),
        "CERT_UNABLE_TO_CHECK_REVOCATION": (-205, Symptom.REVOCATION_UNKNOWN),
        "CERT_REVOKED": (-206, Symptom.REVOKED),
        "CERT_INVALID": (-207, Symptom.MALFORMED_CERTIFICATE),
        "CERT_WEAK_SIGNATURE_ALGORITHM": (-208, Symptom.WEAK),
        "CERT_NON_UNIQUE_NAME": (-210, Symptom.WRONG_NAME),
        "CERT_WEAK_KEY": (-211, Symptom.WEAK),
        "CERT_NAME_CONSTRAINT_VIOLATION": (-212, Symptom.CONSTRAINED_NAME),
        "CERT_VALIDITY_TOO_LONG": (-213, Symptom.MALFORMED_CERTIFICATE),
        "CERTIFICATE_TRANSPARENCY_REQUIRED": (-214, Symptom.MALFORMED_CERTIFICATE),
        "CERT_SYMANTEC_LEGACY": (-215, Symptom.NO_PATH),
        "CERT_KNOWN_INTERCEPTION_BLOCKED": (-217, Symptom.NO_PATH),
        "CERT_SELF_SIGNED_LOCAL_NETWORK": (-219, Symptom.SELF_SIGNED_LEAF),
    }
)
_BY_NUMBER: Final[Mapping[int, Symptom]] = MappingProxyType(dict(_ERRORS.values()))
_NAME: Final = re.compile(r"\bERR_(?P<name>[A-Z][A-Z0-9_]{3,60})\b")
_NUMBER: Final = re.compile(r"ssl_(?:client|server)_socket\w*\.cc.{0,120}net_error (?P<number>-\d{1,3})\b")
# Node writes OpenSSL's reasons in the same way; those belong to OpenSSL's grammar.
_OF_NODE: Final = re.compile(r"^SSL_(?:(?:SSLV3|TLSV1|TLSV13|TLS)_|[A-Z_]*(?:_FAILED_OR_BAD_RECORD_MAC|_TOO_LONG)$)")
_ALERT: Final = re.compile(r"^SSL_(?P<alert>[A-Z_]{4,40})_ALERT$")


def read(line: str) -> Reading | None:
    """The error's meaning, by its name or its number; errors of other affairs are not ours."""
    numbered = _NUMBER.search(line)
    if numbered:
        symptom = _BY_NUMBER.get(int(numbered["number"]), Symptom.UNTOLD)
        return Reading(STACK, symptom, role=_role(line))
    named = next((m["name"] for m in _NAME.finditer(line) if _is_of_tls(m["name"])), None)
    if named is None:
        return None
    if named in _ERRORS:
        return Reading(STACK, _ERRORS[named][1], role="client")
    heard = _ALERT.match(named)
    alert = by_words(heard["alert"], "received") if heard else None
    return Reading(STACK, None if alert else Symptom.UNTOLD, alert, "client")


def _is_of_tls(name: str) -> bool:
    """Names of connections that ended stand in many a line; by name, only those of TLS count here."""
    return not _OF_NODE.match(name) and name.startswith(
        ("CERT_", "SSL_", "BAD_SSL_", "CERTIFICATE_", "TLS13_", "ALPN_", "NO_SSL_", "PROXY_CERT")
    )


def _role(line: str) -> Role:
    return "server" if "ssl_server_socket" in line else "client"
