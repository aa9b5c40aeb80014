"""Changes that have to be fetched, in a thread of their own: a slow repository or cluster must not stop the paging.

What was last seen is kept for a while when a look fails: a cluster in trouble is when its changes matter most.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from logging import getLogger

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.reading import Reading

log = getLogger(__name__)

Look = Callable[[], Reading | Unobserved]
KEEP_INTERVALS = 10  # for so many intervals an old answer is better than none


class PolledChanges:
    """`ports.ChangeSource` over a look that may take seconds. Start it, and stop it."""

    def __init__(self, name: str, look: Look, interval_seconds: float) -> None:
        self.name = name
        self._look = look
        self._interval_seconds = interval_seconds
        self._known: Reading | None = None
        self._known_at = 0.0
        self._trouble = "not looked yet"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"changes {name}", daemon=True)

    def start(self) -> None:
        """Look at once, and again every interval."""
        self._thread.start()

    def stop(self, timeout_seconds: float = 1.0) -> None:
        """Look no more. A look under way is left to its own bounds."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def refresh(self) -> None:
        """Look once, now, in this thread."""
        found = self._look()
        if isinstance(found, Unobserved):
            self._say(found.reason)
            return
        if self._known is None or found.problems != self._known.problems:
            for problem in found.problems[:3]:
                log.warning("changes: skipped a record: %s", problem)
        self._known, self._known_at, self._trouble = found, time.monotonic(), ""

    def changes(self, since: datetime) -> Sequence[Change] | Unobserved:
        """Changes that began at or after `since`, as last seen; or why nothing was seen lately."""
        known, age = self._known, time.monotonic() - self._known_at
        if known is None or (self._trouble and age > KEEP_INTERVALS * self._interval_seconds):
            return Unobserved(f"changes: {self._trouble}")
        return [change for change in known.changes if change.at >= since]

    def problems(self) -> Sequence[str]:
        """`place: reason` of records that the last look skipped, and why a look failed since."""
        skipped = self._known.problems if self._known else ()
        return (*skipped, self._trouble) if self._trouble else skipped

    def skipped(self) -> int:
        """How many records the last look skipped."""
        return self._known.skipped if self._known else 0

    def _say(self, reason: str) -> None:
        if reason != self._trouble:
            log.warning("changes: %s", reason)
        self._trouble = reason

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.refresh()
            except Exception:  # a defect of ours must not end the looking
                log.exception("changes: %s: a defect of firstcause", self.name)
                self._trouble = f"{self.name}: a defect of firstcause; see the log"
            self._stopping.wait(self._interval_seconds)
