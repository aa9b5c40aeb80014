"""The server will not have this caller's certificate: which of the three it is, missing, expired or rejected.

Servers word it in many ways: an alert, an HTTP answer, or a closed connection. How it was said is an argument here;
what the caller presented decides the code.
"""

from __future__ import annotations

from cryptography import x509

from firstcause.model.handshake import Alert
from firstcause.tls.certificate import short_name
from firstcause.tls.told import few
from firstcause.tls.verdict import Case, Verdict, named


def client_certificate_refused(
    case: Case, said: str, *, alert: Alert | None = None, alternatives: tuple[str, ...] = ()
) -> Verdict:
    """`said` is how the server put it, such as "certificate_required, 116"."""
    if not case.trace.client_certificate:
        return _missing(case, said, alert, alternatives)
    presented = x509.load_der_x509_certificate(case.trace.client_certificate)
    over = presented.not_valid_after_utc < case.now
    if over or (alert is not None and alert.name == "certificate_expired"):
        return _expired(case, said, presented, alert, alternatives)
    return _rejected(case, said, presented, alert, alternatives)


def _missing(case: Case, said: str, alert: Alert | None, alternatives: tuple[str, ...]) -> Verdict:
    file = case.trace.look.view.client_cert
    why = f" (there is no file {file})" if file else ""
    return named(
        "tls/client-certificate-missing",
        case.trace.phase,
        f"{case.target} requires a client certificate; this caller presented none{why} ({said}).",
        expected=_acceptable(case),
        presented=(f"no certificate{why}",),
        by="peer",
        alert=alert,
        alternatives=alternatives,
    )


def _expired(
    case: Case, said: str, presented: x509.Certificate, alert: Alert | None, alternatives: tuple[str, ...]
) -> Verdict:
    end = presented.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    name = short_name(presented.subject)
    return named(
        "tls/client-certificate-expired",
        case.trace.phase,
        f"{case.target} refused our client certificate '{name}', valid until {end} ({said}).",
        expected="a client certificate that is valid now",
        presented=(f"valid until {end}",),
        by="peer",
        alert=alert,
        certificate="client leaf",
        alternatives=alternatives,
    )


def _rejected(
    case: Case, said: str, presented: x509.Certificate, alert: Alert | None, alternatives: tuple[str, ...]
) -> Verdict:
    name, issuer = short_name(presented.subject), short_name(presented.issuer)
    return named(
        "tls/client-certificate-rejected",
        case.trace.phase,
        f"{case.target} refused our client certificate '{name}', issued by '{issuer}' ({said}).",
        expected=_acceptable(case),
        presented=(f"{presented.subject.rfc4514_string()}, issued by {presented.issuer.rfc4514_string()}",),
        by="peer",
        alert=alert,
        certificate="client leaf",
        alternatives=alternatives,
    )


def _acceptable(case: Case) -> str:
    issuers = case.trace.acceptable_issuers
    return "a client certificate" + (
        f" from one of: {'; '.join(few(issuers, 3))}" if issuers else " that the server trusts"
    )
