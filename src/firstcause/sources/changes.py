"""Change events from a file of JSON lines to which deployers append: the shape is told in `change_record`.

Each look reads only what was appended since the last one. A line that cannot be read is skipped, counted and told
with its place; it never hides the lines after it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.change_record import decode_change
from firstcause.sources.errors import DecodeError
from firstcause.sources.growing import MAX_LINE_BYTES, Place

MAX_CHANGES = 10_000  # the oldest are forgotten first
MAX_PROBLEMS = 100


class ChangeFile:
    """The changes in one NDJSON file. A later line with the same id replaces the earlier one: "began", then "finished".

    A last line without its newline is being written and is read once complete. A file that was replaced, truncated or
    rewritten is read anew from its beginning.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path
        self._lock = threading.Lock()
        self._place = Place()
        self._forget()

    def changes(self, since: datetime) -> Sequence[Change] | Unobserved:
        """Changes that began at or after `since`, by the time at which they began; or why the file cannot be read."""
        with self._lock:
            try:
                self._catch_up()
            except OSError as error:
                return Unobserved(f"changes: {self._path}: {error.strerror or error}")
            return sorted((c for c in self._changes.values() if c.at >= since), key=lambda change: change.at)

    def problems(self) -> Sequence[str]:
        """`file:line: reason` of the lines that were skipped, the latest hundred of them."""
        with self._lock:
            return tuple(self._problems)

    def skipped(self) -> int:
        """How many lines were skipped."""
        with self._lock:
            return self._skipped

    def _forget(self) -> None:
        self._changes: dict[str, Change] = {}
        self._problems: deque[str] = deque(maxlen=MAX_PROBLEMS)
        self._skipped = 0

    def _catch_up(self) -> None:
        with self._path.open("rb") as file:
            if not self._place.recognise(file):
                self._forget()
            for record in self._place.lines(file):
                self._take(record)

    def _take(self, record: bytes | None) -> None:
        if record is None:
            self._skip(self._place.line + 1, f"line is longer than {MAX_LINE_BYTES} bytes")
            return
        if not record.strip():
            return
        try:
            change = decode_change(record)
        except DecodeError as error:
            self._skip(self._place.line, str(error))
            return
        self._changes[change.id] = change
        if len(self._changes) > MAX_CHANGES:
            del self._changes[next(iter(self._changes))]

    def _skip(self, line: int, reason: str) -> None:
        self._skipped += 1
        self._problems.append(f"{self._path}:{line}: {reason}")
