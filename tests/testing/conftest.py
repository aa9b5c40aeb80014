"""The same log twice: in memory and on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog
from firstcause.testing.memory import MemoryLog
from firstcause.testing.world import LogAndQueue


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogAndQueue]:
    """An empty log and queue."""
    if request.param == "memory":
        yield MemoryLog()
        return
    database = open_database(f"sqlite:///{tmp_path}/firstcause.db")
    yield SqlEventLog(database)
    database.close()
