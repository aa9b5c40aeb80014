"""Change events from a file of JSON lines to which deployers append: the shape is told in `change_record`.

Each look reads only what was appended since the last one. A line that cannot be read is skipped, counted and told
with its place; it never hides the lines after it.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.change_record import decode_change
from firstcause.sources.errors import DecodeError

MAX_LINE_BYTES = 64 * 1024
MAX_CHANGES = 10_000  # the oldest are forgotten first
MAX_PROBLEMS = 100
HEAD_BYTES = 256  # enough of the beginning to tell that the file was rewritten in place


class ChangeFile:
    """The changes in one NDJSON file. A later line with the same id replaces the earlier one: "began", then "finished".

    A last line without its newline is being written and is read once complete. A file that was replaced, truncated or
    rewritten is read anew from its beginning.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path
        self._lock = threading.Lock()
        self._start_over(identity=(0, 0))

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

    def _start_over(self, identity: tuple[int, int]) -> None:
        self._identity = identity  # device and inode
        self._offset = 0
        self._head = b""
        self._line = 0
        self._overlong = False  # amid a line that is too long: its rest is to be skipped
        self._changes: dict[str, Change] = {}
        self._problems: deque[str] = deque(maxlen=MAX_PROBLEMS)
        self._skipped = 0

    def _catch_up(self) -> None:
        with self._path.open("rb") as file:
            self._recognise(file)
            for record in self._new_lines(file):
                self._take(record)

    def _recognise(self, file: BinaryIO) -> None:
        """Leave the file positioned behind what was read already; start over when it is no longer the same file."""
        status = os.fstat(file.fileno())
        identity = (status.st_dev, status.st_ino)
        same = identity == self._identity and status.st_size >= self._offset
        if not same or file.read(len(self._head)) != self._head:
            self._start_over(identity)
        if len(self._head) < HEAD_BYTES:
            file.seek(0)
            self._head = file.read(min(HEAD_BYTES, status.st_size))
        file.seek(self._offset)

    def _new_lines(self, file: BinaryIO) -> Iterator[bytes]:
        """Complete lines of bearable length. The offset moves with each, so a torn last line is met again."""
        while piece := file.readline(MAX_LINE_BYTES):
            complete = piece.endswith(b"\n")
            if not complete and len(piece) < MAX_LINE_BYTES and not self._overlong:
                return
            self._offset += len(piece)
            if complete:
                self._line += 1
            if complete and not self._overlong:
                yield piece
            elif not self._overlong:
                self._skip(self._line + 1, f"line is longer than {MAX_LINE_BYTES} bytes")
            self._overlong = not complete

    def _take(self, record: bytes) -> None:
        if not record.strip():
            return
        try:
            change = decode_change(record)
        except DecodeError as error:
            self._skip(self._line, str(error))
            return
        self._changes[change.id] = change
        if len(self._changes) > MAX_CHANGES:
            del self._changes[next(iter(self._changes))]

    def _skip(self, line: int, reason: str) -> None:
        self._skipped += 1
        self._problems.append(f"{self._path}:{line}: {reason}")
