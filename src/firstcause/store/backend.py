"""What differs from database to database: how to connect, how to be alone, and what the driver's errors mean.

Everything else in this room is the same SQL for both. It knows which URL belongs to which database, and refuses to show
a password: what it says of a URL names the place and the user only.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from firstcause.model.errors import FirstcauseError
from firstcause.store.errors import DatabaseUnavailableError
from firstcause.store.migrate import Tables

EXAMPLES: Final = "for example sqlite:///firstcause.db, or postgresql://user:password@host/firstcause"


class Backend(Protocol):
    """One kind of database. `reads` and `writes` are the execution options of the two kinds of transaction.

    `one_writer`: only one transaction may write at a time, so our threads had better queue than poll.
    """

    one_writer: bool
    reads: Mapping[str, Any]
    writes: Mapping[str, Any]

    def engine(self, url: URL, tables: Tables) -> Engine:
        """Prepared, not yet connected. Raises ImportError where the driver is missing."""
        ...

    def alone(self, url: URL) -> AbstractContextManager[None]:
        """Held around the transaction in which we create or migrate. Raises DatabaseUnavailableError."""
        ...

    def take_turns(self, connection: Connection) -> None:
        """The first statement of that transaction. Raises DatabaseUnavailableError for a database that will not do."""
        ...

    def explained(self, url: URL, error: DBAPIError) -> FirstcauseError | None:
        """The driver's error as one that our callers know how to answer; None for all others."""
        ...


def parsed(url: str) -> URL:
    """The URL in its parts. Raises DatabaseUnavailableError, which does not show it: it may hold a password."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is none
        raise _no_url() from None
    # A password with an unescaped @ or / splits in the wrong place: its tail looks like a host, which we would show.
    if found.host and "@" in f"{found.host}{found.database}":
        raise _no_url()
    return found


def place(url: URL) -> str:
    """Where the database is, without any secret."""
    hosts = {key: value for key, value in url.query.items() if key in ("host", "port")}
    bare = URL.create(url.get_backend_name(), url.username, None, url.host, url.port, url.database, hosts)
    return bare.render_as_string()


def _no_url() -> DatabaseUnavailableError:
    hint = f"{EXAMPLES}; special characters of a password are written as %40 for @, %2F for / ..."
    return DatabaseUnavailableError("cannot open the database: what [store] url says is no URL of one", hint=hint)
