"""Brings a database to the schema that this version speaks, with alembic, from the scripts inside the package.

It knows the newest revision of each set of tables; it refuses a database that a later version has written. Alembic is
imported only when there is something to do: opening an up-to-date file stays quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, inspect, text

from firstcause.store.errors import NewerSchemaError

_SCRIPTS: Final = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Tables:
    """A set of tables that share a database: its migrations' folder, their newest revision, how durable it must be.

    `synchronous` is SQLite's word; a server has settings of its own.
    FULL syncs at every commit: what was acknowledged survives the loss of power. NORMAL may lose the last commits
    then, never the file's integrity, and nothing when only the process dies.
    """

    name: str
    head: str
    synchronous: Literal["FULL", "NORMAL"]


LOG_TABLES: Final = Tables("log", "log_0002", "FULL")
# The next scrape follows within seconds, and nobody was promised the last one: power loss may take it.
SERIES_TABLES: Final = Tables("series", "series_0001", "NORMAL")


def migrate(connection: Connection, tables: Tables, where: str) -> None:
    """Bring the database to `tables.head`, within the caller's transaction. Raises NewerSchemaError.

    `where` names the database in words that may be shown.
    """
    current = _revision(connection)
    if current != tables.head:
        _upgrade(connection, tables, current, where)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection, tables: Tables, current: str | None, where: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(_SCRIPTS / tables.name).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchemaError(
            f"{where}: schema {current}, but this version knows up to {tables.head}",
            hint="a newer firstcause wrote this database, or it is another file: upgrade, or check the path",
        )
    command.upgrade(config, tables.head)
