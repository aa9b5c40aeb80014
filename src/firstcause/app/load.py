"""Puts a service under the load of a scenario: looks begin when they are due, whatever became of those before.

The objective is watched while it runs: when it breaks, no further handshake is begun.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import cycle
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final

from firstcause.load.arrivals import Arrival, arrivals
from firstcause.load.tally import Tally, handshake
from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.load import LoadScenario
from firstcause.model.service import Catalogue, Endpoint, View
from firstcause.sources.handshake.gathering import Finished
from firstcause.sources.handshake.lane import DeepLane

AT_ONCE: Final = 2000  # sockets; what comes beyond waits, and its wait is counted
TELL_SECONDS: Final = 1.0
Tell = Callable[[float, Tally], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How it went. `late_seconds`: by how much our own side was late at the worst, in beginning a handshake."""

    tally: Tally
    seconds: float
    broken: str
    late_seconds: float
    interrupted: bool = False


class Load:
    """One run of a scenario."""

    def __init__(self, scenario: LoadScenario, catalogue: Catalogue, timeout_seconds: float) -> None:
        self._scenario = scenario
        self._catalogue = catalogue
        self._timeout = timeout_seconds
        self._endpoints: Iterator[Endpoint] = cycle(catalogue.service(scenario.service).endpoints)
        self._over: SimpleQueue[tuple[Arrival, float, datetime, HandshakeObserved]] = SimpleQueue()
        self._begun = 0
        self._late = 0.0
        self._tally = Tally(scenario)

    def run(self, tell: Tell) -> Loaded:
        """All of it, or until the objective breaks or somebody interrupts. `tell` is called every second."""
        with closing(DeepLane(at_once=AT_ONCE)) as lane:
            started, started_at = time.monotonic(), time.time()
            broken, interrupted = "", False
            try:
                broken = self._play(lane, started, started_at, tell)
                self._wait_for_the_rest()
            except KeyboardInterrupt:
                interrupted = True
            self._take_in()
            return Loaded(self._tally, time.monotonic() - started, broken, self._late, interrupted)

    def _play(self, lane: DeepLane, started: float, started_at: float, tell: Tell) -> str:
        pause, told = Event(), 0.0
        for arrival in arrivals(self._scenario):
            while (left := started + arrival.at - time.monotonic()) > 0:
                pause.wait(min(left, 0.05))
                self._take_in()
            self._begin(lane, arrival, started_at + arrival.at)
            now = time.monotonic() - started
            if now - told >= TELL_SECONDS:
                told = now
                self._take_in()
                tell(now, self._tally)
                if broken := self._tally.broken(now):
                    return broken
        return ""

    def _begin(self, lane: DeepLane, arrival: Arrival, due_at: float) -> None:
        view = self._catalogue.view(arrival.caller.view)
        if arrival.version:
            view = _limited(view, arrival.version)
        look = Look(self._scenario.service, next(self._endpoints), view, self._timeout, resume=arrival.resumes)
        self._late = max(self._late, time.time() - due_at)
        self._begun += 1
        lane.take(look, partial(self._note, arrival, due_at))

    def _note(self, arrival: Arrival, due_at: float, finished: Finished) -> None:
        self._over.put((arrival, due_at, *finished))

    def _take_in(self) -> None:
        while True:
            try:
                one = self._over.get_nowait()
            except Empty:
                return
            self._count(*one)

    def _count(self, arrival: Arrival, due_at: float, begun_at: datetime, observed: HandshakeObserved) -> None:
        self._tally.note(handshake(arrival, max(begun_at.timestamp() - due_at, 0.0), observed))

    def _wait_for_the_rest(self) -> None:
        """Each comes back within its timeout, whatever the server does."""
        while self._tally.done < self._begun:
            self._count(*self._over.get())


def _limited(view: View, version: str) -> View:
    return replace(view, min_version=version, max_version=version)
