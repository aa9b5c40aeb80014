"""Changes that were sent to us. Each is in the file before its sender is told that it was taken.

What comes twice is kept once, and what comes late takes nothing back: webhooks promise no order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.change_record import encode_change
from firstcause.sources.changes import ChangeFile
from firstcause.sources.errors import DecodeError
from firstcause.sources.growing import MAX_LINE_BYTES

EVER = datetime(1970, 1, 1, tzinfo=UTC)


class ReceivedChanges:
    """`ports.ChangeSource` over what was received. `append` makes one line durable, or raises StorageFullError."""

    def __init__(self, path: Path, append: Callable[[bytes], None]) -> None:
        self.name = str(path)
        self._path = path
        self._file = ChangeFile(path)
        self._append = append
        self._lock = threading.Lock()

    def take(self, change: Change) -> bool:
        """Keep it durably; False when nothing of it was new. Raises DecodeError, StorageFullError, OSError."""
        line = encode_change(change)
        if len(line) >= MAX_LINE_BYTES:  # it would be kept, and never be read again
            raise DecodeError(f"the change takes {len(line)} bytes", hint=f"send less than {MAX_LINE_BYTES}")
        with self._lock:
            if self._known_already(change):
                return False
            self._append(line)
            return True

    def known(self) -> Sequence[Change]:
        """Everything received so far."""
        found = self.changes(EVER)
        return () if isinstance(found, Unobserved) else found

    def changes(self, since: datetime) -> Sequence[Change] | Unobserved:
        """Changes that began at or after `since`; none while nothing was received."""
        return self._file.changes(since) if self._path.exists() else ()

    def problems(self) -> Sequence[str]:
        """Lines that were skipped, as in any change file."""
        return self._file.problems()

    def skipped(self) -> int:
        """How many lines were skipped."""
        return self._file.skipped()

    def _known_already(self, change: Change) -> bool:
        same = next((known for known in self.known() if known.id == change.id), None)
        late = same is not None and same.finished_at is not None and change.finished_at is None
        return same == change or late
