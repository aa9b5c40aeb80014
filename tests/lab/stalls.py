"""How long a machine let a thread wait that wanted next to nothing: what other work took from a measured run."""

from __future__ import annotations

import time
from threading import Event, Thread
from types import TracebackType
from typing import Self

TICK_SECONDS = 0.02
USUAL_SECONDS = 0.01  # by which a wait overshoots where nothing else goes on


class Stalls:
    """Counts while it is entered. `seconds` are those by which short waits were too long."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._over = Event()
        self._thread = Thread(target=self._count, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _count(self) -> None:
        began = time.monotonic()
        while not self._over.wait(TICK_SECONDS):
            now = time.monotonic()
            self.seconds += max(0.0, now - began - TICK_SECONDS - USUAL_SECONDS)
            began = now
