"""How far a sweep is, how fast, and for how much longer: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

SECONDS_BETWEEN_LINES: Final = 10.0


class Progress:
    """Counts answers on standard error. A context manager."""

    def __init__(self, total: int) -> None:
        self.done = self.faulty = 0
        self._total = total
        self._began = self._told = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        if sys.stderr.isatty():
            self._draw()

    def advance(self, *, faulty: bool) -> None:
        """One more answer."""
        self.done += 1
        self.faulty += faulty
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, faulty=self.faulty)
        elif time.monotonic() - self._told >= SECONDS_BETWEEN_LINES:
            self._told = time.monotonic()
            sys.stderr.write(self.line() + "\n")

    def line(self) -> str:
        """`1200 of 10000 looked at, 12 faulty, 830 a second, 11 s left`."""
        seconds = max(time.monotonic() - self._began, 1e-9)
        rate = self.done / seconds
        left = f", {(self._total - self.done) / rate:.0f} s left" if rate and self.done < self._total else ""
        return f"{self.done} of {self._total} looked at, {self.faulty} faulty, {rate:.0f} a second{left}"

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        sys.stderr.write(self.line() + "\n")

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        faulty = TextColumn("{task.fields[faulty]} faulty")
        self._bar = Bar(
            BarColumn(),
            MofNCompleteColumn(),
            faulty,
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("sweep", total=self._total, faulty=0)
