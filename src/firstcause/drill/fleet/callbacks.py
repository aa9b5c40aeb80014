"""Calls back to a service, made from a bounded queue a moment after the request that caused them was answered.

So a broken callee shows as its dependents' own errors, and never decides what the customer gets.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from firstcause.drill.fleet.metrics import Metrics

DELAY_SECONDS: Final = 0.5
WORKERS: Final = 24
BOUND: Final = 200

Task = Callable[[], None]


class CallbackQueue:
    """Runs tasks in a few threads, `DELAY_SECONDS` after they were added. Full, it gives up the oldest."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._tasks: deque[tuple[float, Task]] = deque()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._work, name="callback", daemon=True) for _ in range(WORKERS)]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def add(self, task: Task) -> None:
        """Run the task soon; never blocks."""
        with self._changed:
            if len(self._tasks) >= BOUND:
                self._tasks.popleft()
                self._metrics.callbacks_dropped(1)
            self._tasks.append((time.monotonic() + DELAY_SECONDS, task))
            self._changed.notify()

    def abandon(self) -> None:
        """Give up what is queued: those whom it would call are leaving, too."""
        with self._changed:
            self._tasks.clear()

    def stop(self, drain_seconds: float) -> None:
        """Finish what is queued, as far as the time suffices; the rest is counted as dropped."""
        deadline = time.monotonic() + drain_seconds
        with self._changed:
            self._stopping.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
        if self._tasks:
            self._metrics.callbacks_dropped(len(self._tasks))

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task()

    def _next(self) -> Task | None:
        with self._changed:
            while not self._tasks:
                if self._stopping.is_set():
                    return None
                self._changed.wait()
            due, task = self._tasks.popleft()
        self._stopping.wait(due - time.monotonic())  # when stopping there is no time left to be polite
        return task
