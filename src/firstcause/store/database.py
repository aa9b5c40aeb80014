"""Opens a database and hands out connections: the one place that knows SQLite's ways.

It knows pragmas, transactions, and which of the driver's errors means a full disk; it refuses to know any table.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from firstcause.model.errors import FirstcauseError, StorageFullError
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError, NotADatabaseError
from firstcause.store.migrate import LOG_TABLES, Tables, migrate

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


class Database:
    """An open database: threads share it, and other processes may have the same file open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        # Threads queue here, fairly and at once; between processes SQLite polls.
        self._queue = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database. Raises the errors of this room."""
        with _translated(self.engine), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the right to write from its beginning; committed at the end, or nothing of it is."""
        with self._queue, _translated(self.engine), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def open_database(url: str, tables: Tables = LOG_TABLES) -> Database:
    """Open, and create or migrate where necessary.

    Raises DatabaseUnavailableError, NotADatabaseError, NewerSchemaError, DatabaseBusyError, StorageFullError.
    """
    engine = _engine(url, tables)
    database = Database(engine)
    try:
        with _alone(engine.url), database.writing() as connection:
            migrate(connection, tables)
    except BaseException:
        database.close()
        raise
    return database


def _engine(url: str, tables: Tables) -> Engine:
    try:
        sqlite = make_url(url).get_backend_name() == "sqlite"
        # Python's sqlite3 would begin transactions by itself, and late: we say BEGIN (see `_prepare_sqlite`).
        engine = create_engine(url, connect_args={"isolation_level": None} if sqlite else {})
    except (ArgumentError, ImportError) as error:
        hint = "for example sqlite:///firstcause.db; other databases need their driver installed"
        raise DatabaseUnavailableError(f"cannot open the database {url!r}: {error}", hint=hint) from error
    if sqlite:
        _prepare_sqlite(engine, tables)
    return engine


def _prepare_sqlite(engine: Engine, tables: Tables) -> None:
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


@contextmanager
def _alone(url: URL) -> Iterator[None]:
    """Hold a lock on the file's folder: two processes that create the same database take turns.

    Switching a new file to WAL does not wait for others, whatever the busy timeout says.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
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


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """The driver's errors, as those that our callers know how to answer; the others stay what they are."""
    try:
        yield
    except DatabaseError as error:
        known = _explained(engine.url, error)
        if known is None:
            raise
        raise known from error


def _explained(url: URL, error: DBAPIError) -> FirstcauseError | None:
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
