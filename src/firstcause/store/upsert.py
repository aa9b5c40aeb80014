"""Inserts what is new and leaves alone what is there, in one statement, on either database.

Two who look first and insert afterwards would both find nothing, on a database where several write at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows whose keys are new. Keys are taken in the order given: give them in one order everywhere."""
    if not rows:
        return
    # Loading a dialect takes a fifth of a second, and no process speaks both.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
    else:
        from sqlalchemy.dialects import sqlite

        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
