"""One watch an endpoint and view: how many looks in a row went wrong, and how.

A watch is derived from looks alone and is never stored: after a restart the next looks fill it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstcause.model.handshake import HandshakeObserved, Outcome

WatchKey = tuple[str, str, str]  # service, target, view


@dataclass(frozen=True, slots=True)
class Watch:
    """The last look, and for how many looks in a row the outcome has been the same.

    A look that asked further may name what an ordinary one cannot. It is then kept in `seen` for as long as ordinary
    looks find what the one before it found, which is `plain`.
    """

    at: datetime
    seen: HandshakeObserved
    in_a_row: int
    plain: HandshakeObserved | None = None

    @property
    def code(self) -> str | None:
        """The fault that the last look named."""
        return self.seen.failure.code if self.seen.failure else None

    def faulty(self, confirmations: int) -> bool:
        """Whether a fault is confirmed. A fault that changes its name is still a fault."""
        return self.seen.outcome is Outcome.FAULTY and self.in_a_row >= confirmations

    def healthy(self, confirmations: int) -> bool:
        """Whether health is confirmed."""
        return self.seen.outcome is Outcome.HEALTHY and self.in_a_row >= confirmations


Watches = Mapping[WatchKey, Watch]


def key_of(seen: HandshakeObserved) -> WatchKey:
    """Which watch a look belongs to."""
    return (seen.service, seen.target, seen.view)


def after(watch: Watch | None, at: datetime, seen: HandshakeObserved) -> Watch:
    """The watch after one more look. A look that could not be taken says nothing about the endpoint."""
    if watch is None:
        return Watch(at, seen, 1)
    if seen.outcome is Outcome.UNOBSERVED:
        return watch
    in_a_row = watch.in_a_row + 1 if watch.seen.outcome is seen.outcome else 1
    if watch.plain is not None and _found(seen) == _found(watch.plain):
        return Watch(at, watch.seen, in_a_row, watch.plain)
    learnt = seen.hellos > 0 and in_a_row > 1 and _found(seen) != _found(watch.seen)
    return Watch(at, seen, in_a_row, watch.seen if learnt else None)


def _found(seen: HandshakeObserved) -> tuple[object, ...]:
    """What tells one fault from another."""
    failure = seen.failure
    return (seen.outcome, failure and (failure.code, failure.phase, failure.alert), seen.alternatives)


def of_service(watches: Watches, service: str) -> tuple[Watch, ...]:
    """All watches on one service's endpoints, in a stable order."""
    return tuple(watches[key] for key in sorted(watches) if key[0] == service)
