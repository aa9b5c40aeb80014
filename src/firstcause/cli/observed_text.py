"""One observed handshake as a person reads it: what is wrong, both sides of it, what to check, and the chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.model.handshake import CertificateSummary, HandshakeFailure, HandshakeObserved

MOST_SHOWN: Final = 20  # certificates of one chain that an observation holds


def observed_text(observed: HandshakeObserved, *, judged_by: str = "") -> str:
    """What a person needs: what is wrong, both sides, what to check first, what is safe to do, the chain.

    `judged_by`: a note on whose trust, or which day, this is judged by.
    """
    return "\n".join(_lines(observed, judged_by))


def _lines(observed: HandshakeObserved, judged_by: str) -> Iterator[str]:
    yield from _headline(observed)
    if observed.failure is not None:
        yield from _failure_lines(observed.failure, observed.alternatives)
    for warning in observed.warnings:
        yield f"  warning    {warning.code}: {warning.explanation}"
    for address in observed.addresses:
        yield f"  at         {address.address}: {address.code or address.outcome.value}"
    yield from _chain_lines(observed.observed.chain)
    if observed.failure is not None:
        yield from _advice_lines(observed.failure.code)
    if judged_by:
        yield f"  {judged_by}"


def _headline(observed: HandshakeObserved) -> Iterator[str]:
    from firstcause.tls.pages.catalogue import title

    yield f"{observed.target} asked as {observed.server_name}: {observed.outcome.value}"
    if observed.failure is not None:
        yield f"{title(observed.failure.code)} ({observed.failure.code})"
        yield f"  {observed.failure.explanation}"
        return
    seen, seconds = observed.observed, observed.timing.handshake_seconds or 0.0
    agreed = ", ".join(part for part in (seen.version, seen.cipher, seen.group, seen.alpn) if part)
    yield f"  {agreed}; handshake in {seconds * 1000:.1f} ms"


def _failure_lines(failure: HandshakeFailure, alternatives: tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"  expected   {failure.detail.expected}"
    yield f"  presented  {', '.join(failure.detail.presented) or 'nothing'}"
    if failure.detail.certificate:
        yield f"  meant is   the {failure.detail.certificate}"
    side = "our side" if failure.detected_by == "local" else "the peer"
    alert = f", alert {failure.alert.name} ({failure.alert.number}) {failure.alert.direction}" if failure.alert else ""
    yield f"  noticed    by {side}, phase {failure.phase.value}{alert}"
    if alternatives:
        yield f"  or else    {', '.join(alternatives)}"


def _chain_lines(chain: tuple[CertificateSummary, ...]) -> Iterator[str]:
    if not chain:
        return
    yield ""
    yield "  the chain as sent"
    for depth, certificate in enumerate(chain):
        dates = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
        yield f"  {'   ' * depth}└─ {certificate.subject}  ({dates})"
    top = chain[-1]
    if len(chain) == MOST_SHOWN:
        yield f"  these are the first {MOST_SHOWN}; there may be more"
    elif top.issuer != top.subject:
        yield f"  {'   ' * len(chain)}└─ {top.issuer}  (not sent)"


def _advice_lines(code: str) -> Iterator[str]:
    from firstcause.tls.pages.catalogue import page

    found = page(code)
    if found is None:
        return
    yield ""
    yield "  check first"
    yield from (f"    {number}. {check}" for number, check in enumerate(found.checks, 1))
    yield f"  safe to do: {found.mitigation}"
