"""SQLite's ways: pragmas, a right to write that is taken at the beginning, one file in a folder.

It refuses to know any table.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from firstcause.model.errors import FirstcauseError, StorageFullError
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError, NotADatabaseError
from firstcause.store.migrate import Tables

BUSY_SECONDS: Final = 10  # how long to wait for another process that writes

# SQLite says FULL for ENOSPC, and IOERR for a quota or a limit on the file's size. Either way nothing was stored.
_FULL: Final = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
_UNAVAILABLE: Final = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DAMAGED: Final = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Sqlite:
    """`backend.Backend` for a file."""

    one_writer = True  # between processes SQLite polls; our threads queue, fairly and at once
    reads: Mapping[str, Any] = {}
    writes: Mapping[str, Any] = {"writes": True}

    def engine(self, url: URL, tables: Tables) -> Engine:
        """With the pragmas of these tables on every connection."""
        # Python's sqlite3 would begin transactions by itself, and late: we say BEGIN (see `_prepare`).
        engine = create_engine(url, connect_args={"isolation_level": None})
        _prepare(engine, tables)
        return engine

    @contextmanager
    def alone(self, url: URL) -> Iterator[None]:
        """Hold a lock on the file's folder: two processes that create the same database take turns.

        Switching a new file to WAL does not wait for others, whatever the busy timeout says.
        """
        if not url.database:
            yield
            return
        folder = Path(url.database).absolute().parent
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise DatabaseUnavailableError(
                f"cannot open the database {url.database}: {error.strerror}: {folder}", hint="create that folder first"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def take_turns(self, connection: Connection) -> None:
        """Nothing: whoever may write is alone already."""

    def explained(self, url: URL, error: DBAPIError) -> FirstcauseError | None:
        """By SQLite's own error code."""
        code = getattr(error.orig, "sqlite_errorcode", None)
        where = f"{url.database}: {error.orig}"
        if code is None:
            return None
        primary = code & 0xFF  # extended codes carry the primary one in their low byte
        if code in _FULL:
            return StorageFullError(f"cannot store in {where}", hint="nothing was stored: free some space")
        if primary in _UNAVAILABLE:
            return DatabaseUnavailableError(f"cannot open {where}", hint="does it exist, and may we write there?")
        if primary in _DAMAGED:
            return NotADatabaseError(f"{where}", hint="the file is something else, or damaged: restore a backup")
        if primary in _BUSY:
            return DatabaseBusyError(f"{where}", hint="another process has been writing for very long")
        return None


def _prepare(engine: Engine, tables: Tables) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {tables.synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer fails at once when somebody else wrote meanwhile; a writer says so beforehand.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
