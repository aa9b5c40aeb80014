"""What deserves attention at an endpoint whose handshake works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from firstcause.model.handshake import HandshakeWarning
from firstcause.tls.certificate import parse_chain, short_name
from firstcause.tls.chain import strict_faults
from firstcause.tls.renewal import served_differs
from firstcause.tls.staple import trouble_with
from firstcause.tls.told import listed
from firstcause.tls.verdict import Case
from firstcause.tls.walk import accepted, walk

SLOW_SECONDS: Final = 1.0
JAVAS_LIMIT: Final = 10  # certificates (jdk.tls.client.maxInboundCertificateChainLength); GnuTLS takes 16


def warnings(case: Case, horizon: timedelta) -> tuple[HandshakeWarning, ...]:
    """All of them; certificates that end within `horizon` of now count as expiring soon."""
    return (
        *_expires_soon(case, horizon),
        *_client_expires_soon(case, horizon),
        *served_differs(case),
        *_order(case),
        *_long(case),
        *_staple(case),
        *_weak(case),
        *_refused_by_strict_clients(case),
        *_slow(case),
    )


def _expires_soon(case: Case, horizon: timedelta) -> Iterator[HandshakeWarning]:
    for certificate, told in zip(case.chain, case.sent.summaries, strict=True):
        left = told.not_after - case.now
        if left < horizon:
            name, end = short_name(certificate.subject), told.not_after
            yield HandshakeWarning(
                "tls/expires-soon", f"'{name}' expires at {end:%Y-%m-%dT%H:%M:%SZ}, in {left.days} days."
            )


def _client_expires_soon(case: Case, horizon: timedelta) -> Iterator[HandshakeWarning]:
    """The caller's own certificate, where the server asks for one: its end stops this caller alone."""
    trace = case.trace
    if not trace.certificate_requested or not trace.client_certificate:
        return
    (certificate,) = parse_chain((trace.client_certificate,))
    left = certificate.not_valid_after_utc - case.now
    if left < horizon:
        name, end = short_name(certificate.subject), certificate.not_valid_after_utc
        whose = f" of {trace.look.view.name}" if trace.look.view.name else ""
        told = f"The client certificate '{name}'{whose} expires at {end:%Y-%m-%dT%H:%M:%SZ}, in {left.days} days."
        yield HandshakeWarning("tls/expires-soon", told, "client")


def _order(case: Case) -> Iterator[HandshakeWarning]:
    if not case.sent.is_in_order:
        sent = listed([short_name(c.subject) for c in case.chain])
        yield HandshakeWarning(
            "tls/wrong-chain-order", f"The chain is not in order, leaf to root; it was sent as {sent}."
        )


def _long(case: Case) -> Iterator[HandshakeWarning]:
    if len(case.chain) > JAVAS_LIMIT:
        yield HandshakeWarning(
            "tls/long-chain",
            f"The server sends {len(case.chain)} certificates; Java's clients refuse more than {JAVAS_LIMIT}.",
        )


def _staple(case: Case) -> Iterator[HandshakeWarning]:
    trouble = trouble_with(case) if case.trace.staple else ""
    if trouble:
        yield HandshakeWarning("tls/staple-stale", f"The server's staple is no help: it sends {trouble}.")


def _weak(case: Case) -> Iterator[HandshakeWarning]:
    cipher = case.trace.negotiated.cipher
    if cipher and not cipher.startswith(("TLS_", "ECDHE", "DHE")):
        yield HandshakeWarning("tls/weak-but-accepted", f"The cipher suite {cipher} has no forward secrecy.")


def _refused_by_strict_clients(case: Case) -> Iterator[HandshakeWarning]:
    """One warning for the whole chain, however many rules it breaks."""
    if not case.chain or accepted(case, strictly=True):
        return
    faults = strict_faults(walk(case))
    if faults:
        more = f" ({len(faults) - 1} more of this kind.)" if faults[1:] else ""
        yield HandshakeWarning(
            "tls/weak-but-accepted",
            f"Strict clients, such as Python from 3.13, refuse this chain. {faults[0].explanation}{more}",
        )


def _slow(case: Case) -> Iterator[HandshakeWarning]:
    seconds = case.trace.timing.handshake_seconds
    if seconds is not None and seconds > SLOW_SECONDS:
        yield HandshakeWarning("tls/slow-handshake", f"The handshake took {seconds:.1f} s.")
