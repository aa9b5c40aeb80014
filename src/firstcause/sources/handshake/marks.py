"""When each phase of a look was reached, by the monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.model.handshake import Timing


@dataclass(slots=True)
class Marks:
    """Seconds of the monotonic clock; None where the phase was not reached. `hello`: when TLS began."""

    started: float
    resolved: float | None = None
    connected: float | None = None
    hello: float | None = None
    established: float | None = None
    asked: float | None = None  # our HTTP request

    def timing(self, answered: float | None) -> Timing:
        """How long each phase took; `answered` is when the answer to our request was there."""
        return Timing(
            connect_seconds=_between(self.started, self.connected),
            handshake_seconds=_between(self.hello, self.established),
            resolve_seconds=_between(self.started, self.resolved),
            answer_seconds=_between(self.asked, answered),
        )


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start
