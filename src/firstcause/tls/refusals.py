"""What an alert from the peer means to us, who are its client.

The server speaks of *our* side: alerts 42 to 49 and 116 refuse the client certificate, never its own (RFC 8446
section 6.2). Alerts 40, 46, 47 and 80 name no cause; what came before them, a CertificateRequest say, narrows it.
GnuTLS calls the empty Certificate of a TLS 1.2 client that has none a decode_error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.model.handshake import Alert
from firstcause.tls.client_certificate import client_certificate_refused
from firstcause.tls.verdict import Case, Verdict, named

_CERTIFICATE_ALERTS: Final = frozenset(
    {
        "bad_certificate",
        "unsupported_certificate",
        "certificate_revoked",
        "certificate_expired",
        "certificate_unknown",
        "unknown_ca",
        "access_denied",
    }
)
_OPEN: Final = frozenset({"handshake_failure", "internal_error"})


def refused_by_peer(case: Case) -> Verdict | None:
    """The peer ended the look with a fatal alert."""
    alert = case.trace.fatal_alert
    if alert is None or alert.direction != "received":
        return None
    if alert.name == "certificate_required" or _may_mean_client_certificate(case, alert):
        return _client_certificate(case, alert)
    return _by_name(case, alert)


def _may_mean_client_certificate(case: Case, alert: Alert) -> bool:
    if alert.name in _CERTIFICATE_ALERTS:
        return True
    if not case.trace.certificate_requested:
        return False
    return alert.name in _OPEN or (alert.name == "decode_error" and not case.trace.client_certificate)


def _client_certificate(case: Case, alert: Alert) -> Verdict:
    sure = case.trace.certificate_requested or case.trace.client_certificate
    alternatives = () if sure else ("tls/peer-internal-error",)
    return client_certificate_refused(case, f"{alert.name}, {alert.number}", alert=alert, alternatives=alternatives)


def _by_name(case: Case, alert: Alert) -> Verdict:
    refusal = _REFUSALS.get(alert.name, _OTHER)
    code, expected, *alternatives = refusal
    endpoint, view = case.trace.look.endpoint, case.trace.look.view
    versions = f"{view.min_version or 'TLSv1'} to {view.max_version or 'TLSv1.3'}"
    offered = expected.format(name=endpoint.server_name, alpn=", ".join(endpoint.alpn) or "none", versions=versions)
    return named(
        code,
        case.trace.phase,
        f"{case.target} refused our ClientHello with {alert.name} ({alert.number}); we offered {offered}.",
        expected=f"acceptance of {offered}",
        presented=(f"alert {alert.name}",),
        by="peer",
        alert=alert,
        alternatives=tuple(alternatives),
    )


_OTHER: Final = ("tls/peer-internal-error", "a common ClientHello")
# Alert -> code, what we had offered, and what else the same alert may mean.
_REFUSALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "handshake_failure": (
            "tls/no-shared-cipher",
            "every cipher suite and group of our library",
            "tls/no-shared-group",
            "tls/no-shared-version",
            "tls/unrecognized-name",
        ),
        "protocol_version": ("tls/no-shared-version", "versions {versions}"),
        "insufficient_security": ("tls/no-shared-cipher", "every cipher suite of our library", "tls/fips-restriction"),
        "illegal_parameter": ("tls/no-shared-group", "our library's groups", "tls/malformed-record"),
        "missing_extension": ("tls/no-shared-group", "our library's groups and extensions", "tls/malformed-record"),
        "unrecognized_name": ("tls/unrecognized-name", "the server name '{name}'"),
        "no_application_protocol": ("tls/no-shared-alpn", "the application protocols {alpn}"),
        "inappropriate_fallback": ("tls/downgrade-detected", "versions {versions}"),
        "no_renegotiation": ("tls/renegotiation-refused", "no renegotiation"),
        "unknown_psk_identity": ("tls/psk-or-ticket", "no pre-shared key"),
        "internal_error": (*_OTHER, "tls/unrecognized-name"),
        "decrypt_error": ("tls/decrypt-error", "a Finished of our own", "tls/key-mismatch"),
        "bad_record_mac": ("tls/decrypt-error", "records of our own", "tls/key-mismatch"),
        "decode_error": ("tls/malformed-record", "a common ClientHello"),
        "unexpected_message": ("tls/malformed-record", "a common ClientHello"),
        "record_overflow": ("tls/malformed-record", "a common ClientHello"),
        "bad_certificate_status_response": ("tls/revocation-unavailable", "a request for an OCSP staple"),
    }
)
