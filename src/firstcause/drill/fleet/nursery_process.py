"""Starts and ends a fleet's nursery, from the supervisor's side."""

from __future__ import annotations

import subprocess
import sys
import time
from threading import Event
from typing import Final

from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.leash import let_go

OPEN_SECONDS: Final = 10.0  # half a second is usual
CLOSE_SECONDS: Final = 1.0
POLL_SECONDS: Final = 0.01


class Nursery:
    """The process behind the layout's `nursery`. Without it the fleet starts all the same, only more slowly."""

    def __init__(self, layout: FleetLayout) -> None:
        self._layout = layout
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Start it, where it does not run, and wait until it takes orders."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        door = self._layout.nursery
        errors = self._layout.last_words("nursery")
        with errors.open("ab") as stderr:
            command = [sys.executable, "-m", "firstcause.drill.fleet.nursery", str(door)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=stderr, start_new_session=True)
        deadline, pause = time.monotonic() + OPEN_SECONDS, Event()
        while not door.exists() and self._process.poll() is None and time.monotonic() < deadline:
            pause.wait(POLL_SECONDS)

    def close(self) -> None:
        """End it; its children live on."""
        process, self._process = self._process, None
        let_go(process, CLOSE_SECONDS)
        self._layout.nursery.unlink(missing_ok=True)
