"""Notices that the configuration file has changed, or is told so, and asks for a reload.

A file is only looked at once it has been still for a whole look: an editor or a deployment tool may write it in
pieces, and half a file may well be sound TOML. Whether it is taken, `reload` decides.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from logging import getLogger
from pathlib import Path

log = getLogger(__name__)

LOOK_SECONDS = 1.0
Stamp = tuple[int, int, int] | None
"""When it was written, its inode and its size; None while there is no file."""


class ConfigWatch:
    """Calls `reload` in a thread of its own, one call at a time. `now` may be called by a signal's handler.

    What counts as a change is told from how the file was when this was made: make it before anything slow is opened.
    """

    def __init__(self, path: Path, look_seconds: float = LOOK_SECONDS) -> None:
        self._path = path
        self._look_seconds = look_seconds
        self._asked = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._taken = self._seen = _stamp(path)

    def start(self, reload: Callable[[], None]) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._run, args=(reload,), name="configuration", daemon=True)
        self._thread.start()

    def now(self) -> None:
        """Reload whatever the file says now, changed or not: certificates and secrets that it names may have been."""
        self._asked.set()

    def stop(self) -> None:
        """Look no more; a reload under way is finished first."""
        self._stopping.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, reload: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            asked = self._asked.wait(self._look_seconds)
            self._asked.clear()
            if not self._stopping.is_set() and (asked or self._changed()):
                self._take(reload)

    def _changed(self) -> bool:
        before, self._seen = self._seen, _stamp(self._path)
        return self._seen is not None and self._seen == before and self._seen != self._taken

    def _take(self, reload: Callable[[], None]) -> None:
        # Stamped before it is read: what is written meanwhile is another change.
        self._taken = self._seen = _stamp(self._path)
        try:
            reload()
        except Exception:  # a defect of ours; what runs goes on
            log.exception("the reload met a defect of firstcause")


def _stamp(path: Path) -> Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 - follows a link, as a mounted ConfigMap is one
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
