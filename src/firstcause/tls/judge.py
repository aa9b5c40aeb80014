"""From what was seen to what it means: one trace, judged as one caller.

The judgement is a list of concerns, read from the top: the first that has something to say names the failure. It is
pure; trust, known intermediates and the present moment are arguments, so the same trace can be judged again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from firstcause.model.handshake import (
    ClientCertificateRequest,
    Detail,
    HandshakeFailure,
    HandshakeObserved,
    Observed,
    Outcome,
    Phase,
)
from firstcause.tls import agreement, connection, leaving, refusals, staple, wire
from firstcause.tls.bounds import bounded
from firstcause.tls.certificate import UnreadableError
from firstcause.tls.chain import chain_faults
from firstcause.tls.path import PathEnd
from firstcause.tls.sent_chain import SentChain, sent_chain
from firstcause.tls.starttls.declined import declined
from firstcause.tls.told import MOST_LISTED, few, told
from firstcause.tls.trace import Connect, HandshakeTrace, NotTried
from firstcause.tls.trust import NOTHING, CertificateSet
from firstcause.tls.verdict import Case, Concern, Verdict, named
from firstcause.tls.walk import accepted, checks_of, walk
from firstcause.tls.warnings import warnings

FIRST_BYTES: Final = 32


def judge(
    trace: HandshakeTrace | NotTried,
    trust: CertificateSet,
    now: datetime,
    *,
    known: CertificateSet = NOTHING,
    horizon: timedelta = timedelta(0),
) -> HandshakeObserved:
    """The finished observation. `known` are intermediates seen elsewhere; `horizon` is for expires-soon."""
    if isinstance(trace, NotTried):
        return _unobserved(trace)
    return bounded(_judge(trace, trust, now, known, horizon))


def _judge(
    trace: HandshakeTrace, trust: CertificateSet, now: datetime, known: CertificateSet, horizon: timedelta
) -> HandshakeObserved:
    try:
        sent = sent_chain(trace.chain)
    except UnreadableError as error:
        where = "leaf" if error.position == 0 else f"intermediate {error.position}"
        return _concluded(Case(trace, SentChain(), trust, known, now), _malformed(trace, str(error), where), horizon)
    case = Case(trace, sent, trust, known, now)
    if not trace.look.tls and trace.connect is Connect.CONNECTED:
        return _concluded(case, None, horizon)  # nothing else was asked
    verdict = next((v for v in (concern(case) for concern in CONCERNS) if v), None)
    return _concluded(case, verdict, horizon)


def bad_chain(case: Case) -> Verdict | None:
    """The server's certificate, judged by our side (see `chain`)."""
    if not case.chain:
        return _refused_certificate(case)
    if accepted(case) is not None:
        return None
    faults = chain_faults(walk(case), checks_of(case))
    if not faults:
        return None
    cause, *others = faults
    failure = HandshakeFailure(cause.code, Phase.CERTIFICATE_VERIFY, "local", cause.detail, cause.explanation)
    codes = (*cause.alternatives, *(other.code for other in others))
    return Verdict(failure, tuple(dict.fromkeys(code for code in codes if code != cause.code)))


CONCERNS: Final[tuple[Concern, ...]] = (
    connection.not_connected,
    declined,
    wire.plaintext_server,
    wire.endless,
    bad_chain,
    wire.failed_proof,
    staple.refused_here,
    agreement.renegotiation_unsafe,
    agreement.downgraded,
    agreement.version_rejected_here,
    wire.malformed_record,
    refusals.refused_by_peer,
    leaving.left_early,
    wire.unexplained,
    staple.revoked,
    staple.missing,
    agreement.suite_of_few,
    agreement.small_field,
    agreement.no_application_protocol,
    agreement.refused_in_http,
)


def _refused_certificate(case: Case) -> Verdict | None:
    """Our library could not even parse the Certificate message's content, and said so to the peer."""
    alert = case.trace.fatal_alert
    unreadable = alert is not None and alert.direction == "sent" and alert.name == "bad_certificate"
    return _malformed(case.trace, "; ".join(case.trace.reasons)) if unreadable else None


def _malformed(trace: HandshakeTrace, reason: str, certificate: str = "") -> Verdict:
    return named(
        "tls/certificate-malformed",
        Phase.CERTIFICATE,
        f"{trace.look.endpoint.address} sends a certificate that cannot be parsed: {reason.rstrip('.')}.",
        expected="certificates as in RFC 5280",
        presented=(reason,),
        alert=trace.fatal_alert,
        certificate=certificate,
    )


def _concluded(case: Case, verdict: Verdict | None, horizon: timedelta) -> HandshakeObserved:
    look = case.trace.look
    return HandshakeObserved(
        look.service,
        look.endpoint.address,
        look.endpoint.server_name,
        look.view.name,
        Outcome.FAULTY if verdict else Outcome.HEALTHY,
        verdict.failure if verdict else None,
        verdict.alternatives if verdict else (),
        () if verdict else warnings(case, horizon),
        _observed(case),
        case.trace.timing,
    )


def _unobserved(trace: NotTried) -> HandshakeObserved:
    reason = told(trace.reason)
    detail = Detail("a look at " + trace.look.endpoint.address, (reason,))
    failure = HandshakeFailure("tls/local-configuration", Phase.CONNECT, "local", detail, f"{reason}.")
    look, endpoint = trace.look, trace.look.endpoint
    return HandshakeObserved(
        look.service, endpoint.address, endpoint.server_name, look.view.name, Outcome.UNOBSERVED, failure
    )


def _observed(case: Case) -> Observed:
    trace, agreed = case.trace, case.trace.negotiated
    return Observed(
        version=agreed.version,
        cipher=agreed.cipher,
        group=agreed.group,
        alpn=agreed.alpn,
        chain=case.sent.summaries[:MOST_LISTED],
        client_certificate=ClientCertificateRequest(
            trace.certificate_requested, few(trace.acceptable_issuers, MOST_LISTED + 1)
        ),
        resumed=trace.resumed,
        ocsp_staple=trace.staple.hex() if 0 < len(trace.staple) <= staple.MOST_BYTES else None,
        first_bytes=None if wire.is_tls_record(trace.first_bytes) else trace.first_bytes[:FIRST_BYTES].hex(),
        address=trace.address,
        http=agreement.http_answer(trace.answer),
        accepted_until=_accepted_until(case),
    )


def _accepted_until(case: Case) -> datetime | None:
    """When the first certificate of the path into trust ends."""
    if not case.chain:
        return None
    validity = accepted(case)
    if validity is not None:
        return validity.end
    path = walk(case).path
    if path.end is not PathEnd.TRUSTED:
        return None
    return min(certificate.not_valid_after_utc for certificate in path.all)
