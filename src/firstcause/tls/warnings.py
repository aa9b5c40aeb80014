"""What deserves attention at an endpoint whose handshake works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from firstcause.model.handshake import HandshakeWarning
from firstcause.tls.certificate import is_in_order, short_name
from firstcause.tls.staple import trouble_with
from firstcause.tls.told import listed
from firstcause.tls.verdict import Case

SLOW_SECONDS: Final = 1.0
JAVAS_LIMIT: Final = 10  # certificates (jdk.tls.client.maxInboundCertificateChainLength); GnuTLS takes 16


def warnings(case: Case, horizon: timedelta) -> tuple[HandshakeWarning, ...]:
    """All of them; certificates that end within `horizon` of now count as expiring soon."""
    return (*_expires_soon(case, horizon), *_order(case), *_long(case), *_staple(case), *_weak(case), *_slow(case))


def _expires_soon(case: Case, horizon: timedelta) -> Iterator[HandshakeWarning]:
    for certificate in case.chain:
        left = certificate.not_valid_after_utc - case.now
        if left < horizon:
            name, end = short_name(certificate.subject), certificate.not_valid_after_utc
            yield HandshakeWarning(
                "tls/expires-soon", f"'{name}' expires at {end:%Y-%m-%dT%H:%M:%SZ}, in {left.days} days."
            )


def _order(case: Case) -> Iterator[HandshakeWarning]:
    if not is_in_order(case.chain):
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


def _slow(case: Case) -> Iterator[HandshakeWarning]:
    seconds = case.trace.timing.handshake_seconds
    if seconds is not None and seconds > SLOW_SECONDS:
        yield HandshakeWarning("tls/slow-handshake", f"The handshake took {seconds:.1f} s.")
