"""An observation as it may leave this room: whatever a server put into it is on one line, of bounded length, printable.

The judgement's sentences are made of names that servers choose. They are cut where they are made, so that they stay
sentences; this is the last door, so that none is forgotten.
"""

from __future__ import annotations

from dataclasses import replace

from firstcause.model.handshake import HandshakeFailure, HandshakeObserved, HandshakeWarning
from firstcause.tls.told import MOST_LISTED, few, told


def bounded(observed: HandshakeObserved) -> HandshakeObserved:
    """The same, with every text told (see `told`), and no more than twenty warnings."""
    seen = observed.observed
    stated = (seen.version, seen.cipher, seen.group, seen.alpn)
    version, cipher, group, alpn = shown = tuple(told(text) for text in stated)
    if observed.failure is None and not observed.warnings and shown == stated:
        return observed  # as nearly always
    agreed = replace(seen, version=version, cipher=cipher, group=group, alpn=alpn)
    return replace(
        observed,
        failure=_failure(observed.failure) if observed.failure else None,
        warnings=_warnings(observed.warnings),
        observed=agreed,
    )


def _failure(failure: HandshakeFailure) -> HandshakeFailure:
    detail = replace(
        failure.detail, expected=told(failure.detail.expected), presented=few(failure.detail.presented, MOST_LISTED + 1)
    )
    return replace(failure, detail=detail, explanation=told(failure.explanation))


def _warnings(warnings: tuple[HandshakeWarning, ...]) -> tuple[HandshakeWarning, ...]:
    shown = [HandshakeWarning(w.code, told(w.explanation), w.whose) for w in warnings[:MOST_LISTED]]
    if len(warnings) > MOST_LISTED:
        shown.append(HandshakeWarning(warnings[-1].code, f"... and {len(warnings) - MOST_LISTED} more warnings."))
    return tuple(shown)
