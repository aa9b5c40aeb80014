"""A service's own state: one SQLite file, shared by its replicas, in which every key is written at most once.

The key is the order's, so that a repeated request finds what the first one did (idempotency). The file is
never closed: a process of the fleet ends in the middle of whatever it does, and WAL is made for that.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

_BUSY_SECONDS = 5.0


def create_state(path: Path) -> None:
    """An empty state. Made before anybody opens it: of several that switch a new file to WAL at the same moment all but
    one are refused, however long they are willing to wait."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(
            "CREATE TABLE document (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )


class State:
    """Documents by kind and key, in a file that `create_state` made. `write_seconds` tells how long the way to the
    database takes, for each write."""

    def __init__(self, path: Path, write_seconds: Callable[[], float] = lambda: 0.0) -> None:
        self._write_seconds = write_seconds
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        # Orders of a drill need not survive a power cut; not waiting for the disk keeps the disk out of the figures.
        self._database.execute("PRAGMA synchronous=OFF")

    def put_once(self, kind: str, key: str, document: Mapping[str, object]) -> bool:
        """Keep the document unless the key is taken; whether it was new."""
        threading.Event().wait(self._write_seconds())
        with self._lock:
            cursor = self._database.execute(
                "INSERT OR IGNORE INTO document VALUES (?, ?, ?)", (kind, key, json.dumps(document))
            )
            return cursor.rowcount == 1

    def get(self, kind: str, key: str) -> Mapping[str, object] | None:
        """The document, or None when there is none."""
        with self._lock:
            row = self._database.execute("SELECT body FROM document WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        if row is None:
            return None
        document: Mapping[str, object] = json.loads(row[0])
        return document
