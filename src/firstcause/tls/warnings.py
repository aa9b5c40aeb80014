"""What deserves attention at an endpoint whose handshake works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from firstcause.model.handshake import HandshakeWarning
from firstcause.tls.certificate import short_name
from firstcause.tls.staple import trouble_with
from firstcause.tls.verdict import Case

SLOW_SECONDS: Final = 1.0


def warnings(case: Case, horizon: timedelta) -> tuple[HandshakeWarning, ...]:
    """All of them; certificates that end within `horizon` of now count as expiring soon."""
    return (*_expires_soon(case, horizon), *_order(case), *_staple(case), *_weak(case), *_slow(case))


def _expires_soon(case: Case, horizon: timedelta) -> Iterator[HandshakeWarning]:
    for certificate, told in zip(case.chain, case.sent.summaries, strict=True):
        left = told.not_after - case.now
        if left < horizon:
            name, end = short_name(certificate.subject), told.not_after
            yield HandshakeWarning(
                "tls/expires-soon", f"'{name}' expires at {end:%Y-%m-%dT%H:%M:%SZ}, in {left.days} days."
            )


def _order(case: Case) -> Iterator[HandshakeWarning]:
    if not case.sent.is_in_order:
        sent = ", ".join(f"'{short_name(c.subject)}'" for c in case.chain)
        yield HandshakeWarning(
            "tls/wrong-chain-order", f"The chain is not in order, leaf to root; it was sent as {sent}."
        )


def _staple(case: Case) -> Iterator[HandshakeWarning]:
    trouble = trouble_with(case) if case.trace.staple else ""
    if trouble:
        yield HandshakeWarning("tls/staple-stale", f"The server's staple is no help: it sends {trouble}.")


def _weak(case: Case) -> Iterator[HandshakeWarning]:
    cipher = case.trace.negotiated.cipher
    if cipher and not cipher.startswith(("TLS_", "ECDHE", "DHE")):
        yield HandshakeWarning("tls/weak-but-accepted", f"The cipher suite {cipher} has no forward secrecy.")


def _slow(case: Case) -> Iterator[HandshakeWarning]:
    seconds = case.trace.timing.handshake_seconds
    if seconds is not None and seconds > SLOW_SECONDS:
        yield HandshakeWarning("tls/slow-handshake", f"The handshake took {seconds:.1f} s.")
