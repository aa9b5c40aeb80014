"""Where a secret may stand: in the file itself, in the environment, or in a file that only its owner may read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from firstcause.config.table import Table
from firstcause.model.errors import FirstcauseError


class SecretError(FirstcauseError):
    """A secret is not where it was said to be, or others can read it."""


def secret(table: Table, key: str, environment: Mapping[str, str], default: str = "") -> str:
    """A secret's value: as it stands, from the environment ("env:NAME"), or from a file ("file:PATH")."""
    try:
        return resolved(table.text(key, default), environment, table.source.path.absolute().parent)
    except SecretError as error:
        raise table.error(key, str(error), error.hint) from None


def resolved(reference: str, environment: Mapping[str, str], folder: Path) -> str:
    """What the reference stands for; a relative path counts from the folder. Raises SecretError."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        if name not in environment:
            raise SecretError(f"the environment has no variable {name}", hint=f"export {name}=...")
        return environment[name]
    return _secret_file(folder / name) if kind == "file" else reference


def _secret_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror}"
        raise SecretError(problem, hint="paths count from the folder of the configuration file") from None
    except UnicodeDecodeError:
        raise SecretError(f"{path} cannot be read: not a text in UTF-8", hint="save the file in UTF-8") from None
    if mode & 0o077:
        raise SecretError(f"{path} can be read by others", hint=f"chmod 600 '{path}'")
    return text
