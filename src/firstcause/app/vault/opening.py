"""Opens the library of a vault: its index lies in the user's cache, or in the database server that is configured."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final

from firstcause.app.vault.library import Library
from firstcause.model.errors import VaultError
from firstcause.store.errors import DatabaseUnavailableError
from firstcause.store.search.sqlite import SqliteSearchIndex

if TYPE_CHECKING:
    from firstcause.config.schema import Config
    from firstcause.ports import Likeness, SearchIndex

LIKENESS: Final = "firstcause.likeness"  # entry points of those who have a model of language
_FOLDERS: Final = frozenset({"RCAs", "Runbooks", "Services", ".obsidian"})


@contextmanager
def library(folder: Path, config: Config | None = None, likeness: str = "") -> Iterator[Library]:
    """The library of this vault, not yet refreshed. Raises VaultError, and the store's errors."""
    if not folder.is_dir():
        raise VaultError(f"there is no folder {folder}", hint="name the vault with --vault DIR")
    with ExitStack() as closing:
        yield Library(folder, _index(folder.resolve(), config, closing), _likeness(likeness))


def vault_of(file: Path) -> Path:
    """The vault in which a document lies: the nearest folder above it that looks like the root of one."""
    above = file.resolve().parents
    return next((one for one in above if any((one / name).is_dir() for name in _FOLDERS)), above[0])


def _index(folder: Path, config: Config | None, closing: ExitStack) -> SearchIndex:
    if config is not None and config.store.vault.resolve() == folder and not config.store.url.startswith("sqlite"):
        return _on_server(folder, config, closing)
    try:
        return closing.enter_context(SqliteSearchIndex(_file(folder)))
    except (DatabaseUnavailableError, OSError) as error:
        sys.stderr.write(f"firstcause: the index cannot be kept, and is made for this once: {error}\n")
        return closing.enter_context(SqliteSearchIndex())


def _on_server(folder: Path, config: Config, closing: ExitStack) -> SearchIndex:
    from firstcause.store.database import open_database  # SQLAlchemy takes longer to load than a search takes
    from firstcause.store.search.postgres import PostgresSearchIndex

    database = open_database(config.store.url)
    closing.callback(database.close)
    return PostgresSearchIndex(database, str(folder))


def _file(folder: Path) -> Path:
    """In the user's cache folder, one file a vault: nothing is written into the vault itself."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    name = hashlib.blake2b(str(folder).encode(), digest_size=12).hexdigest()
    file = Path(home) / "firstcause" / "search" / f"{name}.db"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return file


def _likeness(name: str) -> Likeness | None:
    """What the entry point of that name makes. Raises VaultError."""
    if not name:
        return None
    known = entry_points(group=LIKENESS)
    found = next((one for one in known if one.name == name), None)
    if found is None:
        others = ", ".join(sorted(one.name for one in known)) or "none"
        raise VaultError(f"no package offers {name!r} under the entry point {LIKENESS}", hint=f"installed: {others}")
    made: Likeness = found.load()()
    return made
