"""One lane for two who look: the engine, which watches, and Prometheus, which asks through `/probe`.

An endpoint is looked at only so often in a minute as one view, whoever asks. The engine comes first: whoever else asks
gets a look of its own while there is room, and otherwise the last one that was taken, the engine's included.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Final, Protocol

from firstcause.model.errors import FirstcauseError
from firstcause.model.handshake import Look
from firstcause.model.looks import LookCount, Taken
from firstcause.sources.handshake.gathering import Deliver, Finished

MINUTE: Final = 60.0
RESERVED: Final = 2  # an odd sign, and the look that confirms it, always find room
KEPT_SECONDS: Final = 120.0  # an older look answers nobody
PLACES: Final = 1024  # so many are remembered before those where nobody looks any more are forgotten
ENGINE, EXPORTER = "engine", "exporter"

Place = tuple[str, str]  # address, view


class Lane(Protocol):
    """Takes looks in a thread of its own."""

    def take(self, look: Look, deliver: Deliver, /) -> None:
        """Begin this look; `deliver` gets its result, in the lane's thread."""
        ...

    def close(self) -> None:
        """Take no more; looks under way are answered."""
        ...


class TooManyLooksError(FirstcauseError):
    """The endpoint was looked at often enough in this minute, and none of those looks answers this question."""

    retryable = True


@dataclass(slots=True)
class _Visits:
    """Looks at one place within the last minute: when each was begun, and whether the engine watches it."""

    begun: deque[float] = field(default_factory=deque)
    watched: bool = False

    def begin(self, now: float) -> None:
        self.within_a_minute(now)  # forgets the others, so that nothing grows where nobody asks
        self.begun.append(now)

    def within_a_minute(self, now: float) -> int:
        while self.begun and now - self.begun[0] >= MINUTE:
            self.begun.popleft()
        return len(self.begun)


class SharedLane:
    """The engine's `ports.HandshakeProbe`, and `ask` for others. It closes the lane that it was given, as its own.

    `finished` is called after each of the engine's looks, in the lane's thread.
    """

    def __init__(self, lane: Lane, looks_per_minute: int, finished: Callable[[], None] = lambda: None) -> None:
        self._lane = lane
        self._most = looks_per_minute
        self._tell_finished = finished
        self._finished: deque[Finished] = deque()
        self._lock = threading.Lock()
        self._visits: dict[Place, _Visits] = {}
        self._kept: dict[Look, tuple[float, Taken]] = {}
        self._under_way: dict[Look, Future[Taken]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def submit(self, looks: Iterable[Look]) -> None:
        """Begin the engine's looks; it keeps its own budget."""
        for look in looks:
            with self._lock:
                now = monotonic()
                visits = self._at(look, now)
                visits.begin(now)
                visits.watched = True
            self._lane.take(look, partial(self._engine_saw, look, now))

    def collect(self) -> list[Finished]:
        """The engine's looks that finished since the last call."""
        return [self._finished.popleft() for _ in range(len(self._finished))]

    def ask(self, look: Look) -> Future[Taken]:
        """A look taken now where there is room, else the last one like it. Raises TooManyLooksError.

        The future cannot be cancelled: the lane answers it in any case, within the look's time.
        """
        question = _question(look)
        with self._lock:
            if question in self._under_way:
                return self._under_way[question]
            now = monotonic()
            visits = self._at(look, now)
            if visits.within_a_minute(now) >= self._most - (RESERVED if visits.watched else 0):
                return _done(self._last(question, look, now))
            visits.begin(now)
            future: Future[Taken] = Future()
            future.set_running_or_notify_cancel()
            self._under_way[question] = future
        self._lane.take(look, partial(self._other_saw, question, now))
        return future

    def counts(self) -> list[LookCount]:
        """How many looks there have been, by who asked and what was found."""
        with self._lock:
            return [LookCount(*key, count) for key, count in self._counts.items()]

    def close(self) -> None:
        """End the lane; looks under way are answered as unobserved."""
        self._lane.close()

    def _engine_saw(self, look: Look, begun: float, finished: Finished) -> None:
        with self._lock:
            self._keep(_question(look), begun, finished, ENGINE)
        self._finished.append(finished)
        self._tell_finished()

    def _other_saw(self, question: Look, begun: float, finished: Finished) -> None:
        with self._lock:
            taken = self._keep(question, begun, finished, EXPORTER)
            future = self._under_way.pop(question)
        future.set_result(taken)

    def _keep(self, question: Look, begun: float, finished: Finished, asker: str) -> Taken:
        at, seen = finished
        now = monotonic()
        taken = Taken(at, now - begun, seen)
        self._counts[asker, seen.outcome.value, seen.failure.code if seen.failure else ""] += 1
        self._kept.pop(question, None)  # so that the oldest come first
        self._kept[question] = (now, taken)
        while now - next(iter(self._kept.values()))[0] > KEPT_SECONDS:
            del self._kept[next(iter(self._kept))]
        return taken

    def _last(self, question: Look, look: Look, now: float) -> Taken:
        kept = self._kept.get(question)
        if kept is None or now - kept[0] > KEPT_SECONDS:
            raise TooManyLooksError(
                f"{look.endpoint.address} has been looked at {self._most} times in a minute, or nearly so",
                hint="scrape it less often, or raise [detect] looks_per_minute",
            )
        return kept[1]

    def _at(self, look: Look, now: float) -> _Visits:
        if len(self._visits) > PLACES:
            self._visits = {p: v for p, v in self._visits.items() if v.watched or v.within_a_minute(now)}
        return self._visits.setdefault((look.endpoint.address, look.view.name), _Visits())


def _question(look: Look) -> Look:
    """What it asks, whoever asks it and however long they wait."""
    return replace(look, service="", timeout_seconds=0.0, diagnostic=False)


def _done(taken: Taken) -> Future[Taken]:
    future: Future[Taken] = Future()
    future.set_result(taken)
    return future
