"""Opening a database works, or says why it does not and what to do."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, make_url, text

from firstcause.store.database import open_database
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError, NewerSchemaError, NotADatabaseError
from firstcause.store.log import SqlEventLog
from firstcause.store.migrate import LOG_TABLES, SERIES_TABLES, Tables
from firstcause.store.schema import LOG, SERIES

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(("tables", "metadata"), [(LOG_TABLES, LOG), (SERIES_TABLES, SERIES)])
def test_the_migrations_lead_to_the_schema(url: str, tables: Tables, metadata: MetaData) -> None:
    """What alembic makes is what the code expects, and its newest revision is the one that we know."""
    database = open_database(url, tables)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == tables.head
    database.close()


@ON_SQLITE
@pytest.mark.parametrize(("tables", "synchronous"), [(LOG_TABLES, 2), (SERIES_TABLES, 1)])
def test_a_database_is_as_durable_as_it_says(url: str, tables: Tables, synchronous: int) -> None:
    """The log syncs at every commit (FULL is 2), the series do not have to (NORMAL is 1); both use WAL."""
    database = open_database(url, tables)
    with database.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == synchronous
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


def test_many_may_create_the_same_database_at_once(url: str) -> None:
    """Each finds it complete; nobody trips over another's migration."""
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_database(url), range(6)))
    for database in opened:
        database.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The message names the folder, the hint says to create it."""
    with pytest.raises(DatabaseUnavailableError, match=r"No such file or directory: .*/nowhere") as caught:
        open_database(f"sqlite:///{tmp_path}/nowhere/firstcause.db")
    assert "create that folder" in caught.value.hint


def test_a_path_that_cannot_be_opened(tmp_path: Path) -> None:
    """A folder stands where the file should be."""
    (tmp_path / "firstcause.db").mkdir()
    with pytest.raises(DatabaseUnavailableError, match="unable to open") as caught:
        open_database(f"sqlite:///{tmp_path}/firstcause.db")
    assert caught.value.hint


@pytest.mark.parametrize(
    "wrong",
    [
        "firstcause.db",
        "nosuch://me:hunter2@host/database",
        "postgresql://me:not@hunter2/x@host:1/database",
        "postgresql://me:not@hunter2@host/database",
        "postgresql://me@host:hunter2/database",
    ],
)
def test_a_url_that_is_none(wrong: str) -> None:
    """The hint shows what a URL looks like; what was given is not repeated, since a password may have slipped."""
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_database(wrong)
    assert "sqlite:///" in caught.value.hint
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "firstcause.db"
    file.write_text("Dear diary, " * 100)
    with pytest.raises(NotADatabaseError, match="not a database"):
        open_database(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear diary")


@ON_SQLITE
def test_a_writer_that_never_ends_is_told_of(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds the right to write: we wait as long as we said, then say so; trying again may help."""
    open_database(url).close()
    monkeypatch.setattr("firstcause.store.sqlite.BUSY_SECONDS", 0)
    other = sqlite3.connect(tmp_path / "firstcause.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusyError, match="locked") as caught:
        open_database(url)
    assert caught.value.retryable
    other.execute("ROLLBACK")
    other.close()


def test_a_database_of_a_later_version_is_refused(url: str) -> None:
    """We would misread it: the message names both schemas, and no password."""
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'log_9999'"))
    database.close()
    with pytest.raises(NewerSchemaError, match=rf"schema log_9999, .* up to {LOG_TABLES.head}") as caught:
        open_database(url)
    assert "upgrade" in caught.value.hint
    assert (make_url(url).password or "no password") not in str(caught.value)


def test_the_first_schema_is_brought_to_the_newest(url: str) -> None:
    """What an earlier version has stored is still there, and can be used as if we had written it."""
    database = open_database(url, Tables("log", "log_0001", "FULL"))
    old = {"key": "k", "stream": "incident/1", "state": "due", "attempts": 0, "lease_owner": "", "lease_until": ""}
    with database.writing() as connection:
        columns = [*old, "body", "due_at", "last_error"]
        values = {**old, "body": '{"type":"WriteRca","incident":"1"}', "due_at": "2025-11-07T04:59:00.000000Z"}
        named = ", ".join(f":{column}" for column in columns)
        insert = text(f"INSERT INTO effects ({', '.join(columns)}) VALUES ({named})")  # noqa: S608 - our own names
        connection.execute(insert, {**values, "last_error": ""})
    database.close()
    migrated = open_database(url)
    (leased,) = SqlEventLog(migrated).lease("a", datetime(2025, 11, 7, 5, tzinfo=UTC), timedelta(seconds=5))
    assert (leased.key, leased.begun) == ("k", False)
    migrated.close()
