"""What a stapled OCSP response says of the leaf, and what its absence says (RFC 6066 section 8, RFC 7633).

The response is the server's own word: that it admits a revocation is believed, whoever signed it. Nobody is asked
over the network.
"""

from __future__ import annotations

from typing import Final

from cryptography.x509 import ocsp

from firstcause.model.handshake import Phase
from firstcause.tls.certificate import short_name
from firstcause.tls.verdict import Case, Verdict, named

UNREADABLE: Final = "a staple that cannot be read"
MOST_BYTES: Final = 1 << 14  # an ordinary response has one or two thousand, with its signer's chain five


def revoked(case: Case) -> Verdict | None:
    """The staple says that the leaf is revoked."""
    found = _of_the_leaf(case)
    if found is None or found.certificate_status is not ocsp.OCSPCertStatus.REVOKED:
        return None
    name, at = short_name(case.chain[0].subject), found.revocation_time_utc
    when = f" at {at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
    reason = _reason(found)
    return named(
        "tls/certificate-revoked",
        Phase.CERTIFICATE,
        f"The certificate '{name}' was revoked{when} ({reason}): the server's own staple says so.",
        expected="a certificate that is not revoked",
        presented=(f"revoked{when}, {reason}",),
        certificate="leaf",
    )


def refused_here(case: Case) -> Verdict | None:
    """Our library could not even parse the staple, and ended the handshake over it (RFC 6066 section 8)."""
    alert = case.trace.fatal_alert
    if alert is None or alert.direction != "sent" or alert.name != "bad_certificate_status_response":
        return None
    return named(
        "tls/revocation-unavailable",
        Phase.CERTIFICATE,
        f"{case.target} sends {UNREADABLE}; callers that ask for one end the handshake over it, as our side did.",
        expected="a current OCSP response with the certificate",
        presented=(UNREADABLE,),
        alert=alert,
    )


def missing(case: Case) -> Verdict | None:
    """The leaf demands a staple, and there is no good one."""
    if not case.chain or not case.trace.completed or not case.sent.demands_staple:
        return None
    trouble = trouble_with(case)
    if not trouble:
        return None
    name = short_name(case.chain[0].subject)
    return named(
        "tls/revocation-unavailable",
        Phase.CERTIFICATE,
        f"The certificate '{name}' demands a stapled OCSP response (must-staple), and the server sends {trouble}.",
        expected="a current OCSP response with the certificate",
        presented=(trouble,),
        certificate="leaf",
    )


def trouble_with(case: Case) -> str:
    """What is wrong with the staple, in words; "" where it is good."""
    if not case.trace.staple:
        return "none"
    found = _of_the_leaf(case)
    if found is None:
        return UNREADABLE
    until = found.next_update_utc
    if until is not None and until < case.now:
        return f"one that was good until {until:%Y-%m-%dT%H:%M:%SZ}"
    return "" if found.certificate_status is ocsp.OCSPCertStatus.GOOD else "one that does not know the certificate"


def _of_the_leaf(case: Case) -> ocsp.OCSPResponse | None:
    """The response, where it can be read and is about the leaf."""
    if not case.trace.staple or not case.chain:
        return None
    if len(case.trace.staple) > MOST_BYTES:
        return None
    try:
        found = ocsp.load_der_ocsp_response(case.trace.staple)
        about_it = found.serial_number == case.chain[0].serial_number  # ValueError unless it was successful
        _ = found.certificate_status, found.next_update_utc, found.revocation_time_utc, _reason(found)
    except ValueError:
        return None
    return found if about_it else None


def _reason(found: ocsp.OCSPResponse) -> str:
    return found.revocation_reason.value if found.revocation_reason else "no reason given"
