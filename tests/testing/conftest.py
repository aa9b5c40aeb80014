"""The same log three times: in memory, in a file and on a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog
from firstcause.testing.memory import MemoryLog
from firstcause.testing.postgres import PostgresServer
from firstcause.testing.world import LogAndQueue


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogAndQueue]:
    """An empty log and queue."""
    if request.param == "memory":
        yield MemoryLog()
        return
    database = open_database(_url(request, tmp_path))
    yield SqlEventLog(database)
    database.close()


def _url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/firstcause.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url()
