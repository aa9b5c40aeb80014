"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from firstcause.testing.postgres import PostgresServer, missing


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started when the first test asks for it; every test makes its own database."""
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer() as server:
        yield server
