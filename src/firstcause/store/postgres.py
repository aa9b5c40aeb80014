"""PostgreSQL's ways: a server that may go away and come back, row locks, and several who write at once.

It knows the settings of a session and the server's error codes; it refuses to know any table. Nothing that it says
holds a password, a statement or its parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, StorageFullError
from firstcause.store.backend import place
from firstcause.store.errors import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    NotADatabaseError,
    ServerUnavailableError,
)
from firstcause.store.migrate import Tables

DRIVER: Final = "postgresql+psycopg"
MIGRATION_LOCK: Final = 0x66697273_74636175  # "firstcau": an advisory lock's number, one in each database

# A server that does not answer must neither hold up the paging nor keep a dead process' locks.
CONNECT: Final[Mapping[str, object]] = {
    "application_name": "firstcause",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
SESSION: Final[Mapping[str, str]] = {
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "10s",
}

# Codes of the server, by class or whole: https://www.postgresql.org/docs/current/errcodes-appendix.html
_FULL: Final = ("53100",)
_RACED: Final = ("40001", "40P01")  # serialisation failure, deadlock: the transaction was undone for another's sake
_BUSY: Final = ("55P03", "57014", "53300", "53200", "25P03")  # waited too long, or too many connections
_DAMAGED: Final = ("XX001", "XX002")
_UNAVAILABLE: Final = ("08", "28", "3D000", "42501", "25006", "57P", "58")

_HINTS: Final = {
    "28": "are user and password right, and does pg_hba.conf let us in?",
    "3D000": "create the database first: createdb firstcause",
    "42501": "the user needs CREATE on the database's schema once, and then all rights on its own tables",
    "25006": "this server is a standby: name the primary, or add ?target_session_attrs=read-write",
}


class Postgres:
    """`backend.Backend` for a server, over psycopg."""

    one_writer = False
    reads: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    # Each statement sees what was committed before it, so a compare that had to wait compares with the newest.
    writes: Mapping[str, Any] = {"isolation_level": "READ COMMITTED"}

    def engine(self, url: URL, tables: Tables) -> Engine:
        """A pool whose connections are tried before use, so that a restart of the server is survived."""
        del tables  # the server decides how durable a commit is; see `_settle`
        engine = create_engine(
            url.set(drivername=DRIVER),
            connect_args=dict(CONNECT),
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=12,
            pool_timeout=10,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _settle)
        return engine

    @contextmanager
    def alone(self, url: URL) -> Iterator[None]:
        """Nothing to hold outside the transaction; see `take_turns`."""
        del url
        yield

    def take_turns(self, connection: Connection) -> None:
        """Of several processes that come up at once, one migrates and the others wait for it, however long it takes:
        it has libraries to load first, and there may be large tables."""
        for name in SESSION:
            connection.execute(text("SELECT set_config(:name, '10min', true)"), {"name": name})
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
        encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise DatabaseUnavailableError(
                f"{place(connection.engine.url)} stores text as {encoding}, which cannot hold every name",
                hint="create the database with ENCODING 'UTF8'",
            )

    def explained(self, url: URL, error: DBAPIError) -> FirstcauseError | None:
        """By the server's error code; an error without one came from the connection itself."""
        code, where = _code(error), f"{place(url)}: {_said(error)}"
        if code in _FULL:
            return StorageFullError(f"cannot store in {where}", hint="nothing was stored: free some space there")
        if code in _RACED:
            return ConcurrentAppendError(where)
        if code in _BUSY:
            return DatabaseBusyError(where, hint="others hold what we wait for, or the server is overloaded")
        if code in _DAMAGED:
            return NotADatabaseError(where, hint="the server found its files damaged: restore a backup")
        if error.connection_invalidated or code.startswith(_UNAVAILABLE):
            return ServerUnavailableError(f"cannot use {where}", hint=_hint(code))
        return None


def _settle(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """The session's settings. What we acknowledge is on disk, whatever the server's default."""
    cursor = connection.cursor()
    for name, value in SESSION.items():
        cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()


def _code(error: DBAPIError) -> str:
    """The server's code. Where a connection was refused there is none, but 08 is the class for it."""
    found = getattr(error.orig, "sqlstate", None)
    if found:
        return str(found)
    said = str(error.orig)
    for sign, code in (("authentication failed", "28"), ("no password", "28"), ("does not exist", "3D000")):
        if sign in said:
            return code
    return "08" if type(error.orig).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout") else ""


def _said(error: DBAPIError) -> str:
    """What happened, in the server's words, without the details that may quote what was stored."""
    diagnosis = getattr(error.orig, "diag", None)
    primary = getattr(diagnosis, "message_primary", None)
    return str(primary or error.orig).strip().splitlines()[0] if error.orig else "no reason given"


def _hint(code: str) -> str:
    known = next((hint for start, hint in _HINTS.items() if code.startswith(start)), "")
    return known or "is PostgreSQL running there? What is under way goes on as soon as it answers"
