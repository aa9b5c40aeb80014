"""How far a long run of lint is: a line that is overwritten in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Final

QUIET_SECONDS: Final = 2.0  # a run that is done by then says nothing
TERMINAL_SECONDS: Final = 0.2
ELSEWHERE_SECONDS: Final = 10.0


class Progress:
    """Counts documents on standard error. A context manager."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._told = time.monotonic() + QUIET_SECONDS
        self._terminal = sys.stderr.isatty() and not sys.stdout.isatty()
        self._drawn = False

    def told(self, count: int) -> None:
        """First how many there are, then one more that is done."""
        if not self._total:
            self._total = count
            return
        self._done += count
        if self._done % 64 == 0 and time.monotonic() > self._told:
            self._tell()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")

    def _tell(self) -> None:
        line = f"{self._done} of {self._total} documents checked"
        self._told = time.monotonic() + (TERMINAL_SECONDS if self._terminal else ELSEWHERE_SECONDS)
        self._drawn = self._terminal
        sys.stderr.write(f"\r{line}\x1b[K" if self._terminal else f"{line}\n")
        sys.stderr.flush()
