"""One verdict for a name behind which there are several addresses, each of which was looked at.

Callers go on to the next address when one does not accept a connection, and stop at the first that does: a TLS fault at
any of them is a fault for some of the callers, an address that nobody reaches is one only where it is the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from firstcause.model.fault import family
from firstcause.model.handshake import AddressSeen, HandshakeObserved, Look, Outcome


def combined(look: Look, seen: Sequence[HandshakeObserved]) -> HandshakeObserved:
    """The observation of the whole name: at least two of its addresses, in the order in which callers try them."""
    told = _worst(seen)
    addresses = tuple(AddressSeen(o.target, o.outcome, o.failure.code if o.failure else "") for o in seen)
    named = replace(told, target=look.endpoint.address, addresses=addresses)
    if told.failure is None:
        return named
    alike = sum(o.failure is not None and o.failure.code == told.failure.code for o in seen)
    where = f" So it is at {alike} of its {len(seen)} addresses."
    return replace(named, failure=replace(told.failure, explanation=told.failure.explanation + where))


def _worst(seen: Sequence[HandshakeObserved]) -> HandshakeObserved:
    reached = [o for o in seen if o.failure is None or _is_past_connecting(o)]
    broken = [o for o in reached if o.outcome is Outcome.FAULTY]
    return (broken or reached or [o for o in seen if o.outcome is Outcome.FAULTY] or list(seen))[0]


def _is_past_connecting(observed: HandshakeObserved) -> bool:
    failure = observed.failure
    return failure is not None and observed.outcome is Outcome.FAULTY and family(failure.code) != "net"
