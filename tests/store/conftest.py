"""What the store's tests share: a real file, or a database on a real PostgreSQL, for each test; closed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.model.event import Actor, Statement
from firstcause.model.facts import NoteAdded
from firstcause.store.database import Database, open_database
from firstcause.store.log import SqlEventLog
from firstcause.store.series import SqlSeriesStore
from firstcause.testing.postgres import PostgresServer


@pytest.fixture
def now() -> datetime:
    """A fixed moment: time is moved, never awaited."""
    return datetime(2025, 11, 7, 4, 59, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/firstcause.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An open database."""
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def log(database: Database) -> SqlEventLog:
    """An empty log."""
    return SqlEventLog(database)


@pytest.fixture
def note(now: datetime) -> Statement:
    """Something to append."""
    return Statement(NoteAdded("the coffee is out"), now, Actor("human", "alice"), ("e1", "e2"))


@pytest.fixture
def series(tmp_path: Path) -> Iterator[SqlSeriesStore]:
    """An empty series store."""
    store = SqlSeriesStore(f"sqlite:///{tmp_path}/series.db")
    yield store
    store.close()
