"""Where a secret may stand: in the file itself, in the environment, or in a file that only its owner may read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from firstcause.config.table import Table


def secret(table: Table, key: str, environment: Mapping[str, str], default: str = "") -> str:
    """A secret's value: as it stands, from the environment ("env:NAME"), or from a file ("file:PATH")."""
    kind, _, name = table.text(key, default).partition(":")
    if kind == "env":
        if name not in environment:
            raise table.error(key, f"the environment has no variable {name}", f"export {name}=...")
        return environment[name]
    if kind == "file":
        return _secret_file(table, key, table.source.path.absolute().parent / name)
    return table.text(key, default)


def _secret_file(table: Table, key: str, path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror}"
        raise table.error(key, problem, "paths count from the folder of the configuration file") from None
    except UnicodeDecodeError:
        raise table.error(key, f"{path} cannot be read: not a text in UTF-8", "save the file in UTF-8") from None
    if mode & 0o077:
        raise table.error(key, f"{path} can be read by others", f"chmod 600 '{path}'")
    return text
