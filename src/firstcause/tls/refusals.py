"""What an alert from the peer means to us, who are its client.

The server speaks of *our* side: alerts 42 to 49 and 116 refuse the client certificate, never its own (RFC 8446
section 6.2). Alerts 40, 46, 47 and 80 name no cause; what came before them, a CertificateRequest say, narrows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography import x509

from firstcause.model.handshake import Alert
from firstcause.tls.certificate import short_name
from firstcause.tls.told import few
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
    return alert.name in {"handshake_failure", "internal_error"} and case.trace.certificate_requested


def _client_certificate(case: Case, alert: Alert) -> Verdict:
    if not case.trace.client_certificate:
        return _missing(case, alert)
    presented = x509.load_der_x509_certificate(case.trace.client_certificate)
    if alert.name == "certificate_expired" or presented.not_valid_after_utc < case.now:
        return _expired(case, alert, presented)
    return _rejected(case, alert, presented)


def _missing(case: Case, alert: Alert) -> Verdict:
    file = case.trace.look.view.client_cert
    why = f" (there is no file {file})" if file else ""
    return named(
        "tls/client-certificate-missing",
        case.trace.phase,
        f"{case.target} requires a client certificate; this caller presented none{why} ({alert.name}, {alert.number}).",
        expected=_acceptable(case),
        presented=(f"no certificate{why}",),
        by="peer",
        alert=alert,
        alternatives=() if case.trace.certificate_requested else ("tls/peer-internal-error",),
    )


def _expired(case: Case, alert: Alert, presented: x509.Certificate) -> Verdict:
    end = presented.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    name = short_name(presented.subject)
    return named(
        "tls/client-certificate-expired",
        case.trace.phase,
        f"{case.target} refused our client certificate '{name}', valid until {end} ({alert.name}, {alert.number}).",
        expected="a client certificate that is valid now",
        presented=(f"valid until {end}",),
        by="peer",
        alert=alert,
        certificate="client leaf",
    )


def _rejected(case: Case, alert: Alert, presented: x509.Certificate) -> Verdict:
    name, issuer = short_name(presented.subject), short_name(presented.issuer)
    return named(
        "tls/client-certificate-rejected",
        case.trace.phase,
        f"{case.target} refused our client certificate '{name}', issued by '{issuer}' ({alert.name}, {alert.number}).",
        expected=_acceptable(case),
        presented=(f"{presented.subject.rfc4514_string()}, issued by {presented.issuer.rfc4514_string()}",),
        by="peer",
        alert=alert,
        certificate="client leaf",
    )


def _acceptable(case: Case) -> str:
    issuers = case.trace.acceptable_issuers
    return "a client certificate" + (
        f" from one of: {'; '.join(few(issuers, 3))}" if issuers else " that the server trusts"
    )


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
