"""A file to which lines are appended, each whole and on disk before `append` returns, or not there at all.

It knows locks, fsync and full disks; it refuses to know what a line says.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

from firstcause.model.errors import StorageFullError
from firstcause.store.files import FULL, make_folder, sync_folder


class DurableLines:
    """Threads share it; so do processes, through a lock on the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, line: bytes) -> None:
        """Append one line with its newline. Raises StorageFullError, OSError; then the file is as it was."""
        with self._lock:
            descriptor = self._open()
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                self._write(descriptor, line)
            finally:
                os.close(descriptor)

    def _open(self) -> int:
        """The file, whose name is durable as well: a line in a file that is gone is gone."""
        if not self._path.exists():
            make_folder(self._path.parent)
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o644))
            sync_folder(self._path.parent)
        return os.open(self._path, os.O_RDWR | os.O_APPEND)

    def _write(self, descriptor: int, line: bytes) -> None:
        before = os.fstat(descriptor).st_size
        # A crash may have left half a line, which must not swallow this one.
        torn = before > 0 and os.pread(descriptor, 1, before - 1) != b"\n"
        try:
            _write_all(descriptor, b"\n" + line if torn else line)
            os.fsync(descriptor)
        except OSError as error:
            os.ftruncate(descriptor, before)
            if error.errno in FULL:
                message = f"cannot append to {self._path}: {error.strerror}"
                raise StorageFullError(message, hint="nothing was changed: free some space") from error
            raise


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
