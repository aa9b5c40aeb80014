"""Runs the engine and its workers in one thread until told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from logging import getLogger
from threading import Event as Flag
from threading import Thread
from typing import TypeVar

from firstcause.engine.engine import Engine
from firstcause.engine.workers import Workers
from firstcause.model.errors import FirstcauseError
from firstcause.ports import Clock

log = getLogger(__name__)
T = TypeVar("T")

# A retried effect may become due although nothing was observed in between.
LONGEST_SLEEP = timedelta(seconds=1)
AFTER_ERROR = timedelta(seconds=1)
COALESCE_SECONDS = 0.05


class Loop:
    """`wake` makes it step at once. `alive` is False after a defect, which readiness reports.

    `turning` is about the thread alone; `stepping` is stricter, since a loop that meets a full disk at every step
    turns and pages nobody.
    """

    def __init__(self, engine: Engine, clock: Clock, wake: Flag) -> None:
        self._engine = engine
        self._clock = clock
        self._wake = wake
        self._stop = Flag()
        self._workers: Workers | None = None
        self._thread = Thread(target=self._run, name="engine", daemon=True)
        self._turned_at = self._stepped_at = time.monotonic()
        self.trouble = ""

    def start(self, workers: Workers) -> None:
        """Begin; effects that an earlier process left behind are taken up at once."""
        self._workers = workers
        self._thread.start()

    def wake(self) -> None:
        """There is news."""
        self._wake.set()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """Finish the present step and stop."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout_seconds)
        self._engine.close()
        if self._workers:
            self._workers.finish()
            self._workers.close()

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def turning(self, within_seconds: float) -> bool:
        """Whether the thread lives and came round within that time."""
        return self.alive and time.monotonic() - self._turned_at < within_seconds

    def stepping(self, within_seconds: float) -> bool:
        """Whether a step went well within that time, and effects do not wait longer than that for a free hand."""
        stuck = self._workers is not None and self._workers.stuck(within_seconds)
        return self.alive and not stuck and time.monotonic() - self._stepped_at < within_seconds

    def _run(self) -> None:
        while not self._stop.is_set():
            self._turned_at = time.monotonic()
            now = self._clock.now()
            due = self._step()
            pause = min(due - now, LONGEST_SLEEP) if due else AFTER_ERROR
            self._wake.wait(max(pause.total_seconds(), 0.02))
            # Looks come back in volleys: one step takes in the whole volley.
            self._stop.wait(COALESCE_SECONDS)
            self._wake.clear()

    def _step(self) -> datetime | None:
        """One step, and whatever is due then. None for a step that met trouble."""
        troubles: list[str] = []
        due = _tried(lambda: self._engine.step(self._clock.now()), troubles)
        if self._workers:
            _tried(self._workers.run_due, troubles)
        self.trouble = "; ".join(dict.fromkeys(troubles))
        if not troubles:
            self._stepped_at = time.monotonic()
        return due


def _tried(action: Callable[[], T], troubles: list[str]) -> T | None:
    """Its result; or None, and why, when it met trouble that time may heal: a full disk, a server that restarts."""
    try:
        return action()
    except (FirstcauseError, OSError) as error:
        log.warning("step: %s", error)
        troubles.append(str(error))
        return None
