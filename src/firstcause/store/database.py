"""Opens a database and hands out connections: a SQLite file, or a PostgreSQL server.

It knows transactions and threads; what differs between the two stands in `sqlite` and `postgres`. It refuses to know
any table.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError

from firstcause.store.backend import EXAMPLES, Backend, parsed, place
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError
from firstcause.store.migrate import LOG_TABLES, Tables, migrate
from firstcause.store.postgres import Postgres
from firstcause.store.sqlite import Sqlite

BACKENDS: Final[dict[str, type[Backend]]] = {"sqlite": Sqlite, "postgresql": Postgres, "postgres": Postgres}


class Database:
    """An open database: threads share it, and other processes may have the same one open."""

    def __init__(self, engine: Engine, backend: Backend) -> None:
        self.engine = engine
        self._backend = backend
        self._reader = engine.execution_options(**backend.reads)
        self._writer = engine.execution_options(**backend.writes)
        self._turn: AbstractContextManager[object] = threading.Lock() if backend.one_writer else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database. Raises the errors of this room."""
        with _translated(self._backend, self.engine.url), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the right to write from its beginning; committed at the end, or nothing of it is."""
        with self._turn, _translated(self._backend, self.engine.url), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """As `writing`, while every other process that opens the database waits."""
        with self._backend.alone(self.engine.url), self.writing() as connection:
            self._backend.take_turns(connection)
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def open_database(url: str, tables: Tables = LOG_TABLES) -> Database:
    """Open, and create or migrate where necessary.

    Raises DatabaseUnavailableError, NotADatabaseError, NewerSchemaError, DatabaseBusyError, StorageFullError.
    """
    database = _prepared(parsed(url), tables)
    try:
        with database.migrating() as connection:
            migrate(connection, tables, place(database.engine.url))
    except BaseException:
        database.close()
        raise
    return database


def is_server(url: str) -> bool:
    """Whether several machines can reach this database, rather than it being a file of one. Raises as `parsed`."""
    return BACKENDS.get(parsed(url).get_backend_name()) is Postgres


def _prepared(url: URL, tables: Tables) -> Database:
    kind = BACKENDS.get(url.get_backend_name())
    if kind is None:
        raise DatabaseUnavailableError(f"cannot open a database of the kind {url.drivername!r}", hint=EXAMPLES)
    backend = kind()
    try:
        return Database(backend.engine(url, tables), backend)
    except ImportError as error:
        hint = "pip install 'firstcause[postgres]'"
        raise DatabaseUnavailableError(f"{place(url)} needs a driver: {error}", hint=hint) from error
    except ArgumentError as error:
        raise DatabaseUnavailableError(f"cannot open the database {place(url)}", hint=EXAMPLES) from error


@contextmanager
def _translated(backend: Backend, url: URL) -> Iterator[None]:
    """The driver's errors, as those that our callers know how to answer; the others stay what they are."""
    try:
        yield
    except NoFreeConnectionError as error:
        raise DatabaseBusyError(f"{place(url)}: all connections are in use", hint="is the server slow?") from error
    except DBAPIError as error:
        known = backend.explained(url, error)
        if known is None:
            raise
        raise known from error
