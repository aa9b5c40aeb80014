"""A TOML file as a table. Every complaint names file, line, what was expected, and a hint."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from firstcause.config.errors import ConfigError
from firstcause.config.table import Source, Table

_PLACE = re.compile(r"\(at line (\d+), column \d+\)$")


def table_in(path: Path, what: str, hint: str) -> Table:
    """The whole of a TOML file. `what` it is and the `hint` are for whoever names one that is not there."""
    source = _read(path, what, hint)
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(source, str(error)) from None
    return Table(source, (), values)


def _read(path: Path, what: str, hint: str) -> Source:
    try:
        # Some editors put a byte order mark in front; it is no part of the text.
        return Source(path, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"there is no {what} {path}", hint=hint) from None
    except OSError as error:
        hint = "it must be a text file that you may read"
        raise ConfigError(f"{path} cannot be read: {error.strerror}", hint=hint) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: not a text in UTF-8", hint="save the file in UTF-8") from None


def _not_toml(source: Source, problem: str) -> ConfigError:
    """tomllib tells the place in words only: "... (at line 3, column 5)" or "... (at end of document)"."""
    place = _PLACE.search(problem)
    line = int(place[1]) if place else source.text.count("\n") + 1
    twice = "declare" in problem or "overwrite" in problem
    hint = "a table or key stands in the file once" if twice else "strings stand in quotes, tables in [brackets]"
    return ConfigError(f"{source.path}:{line}: not valid TOML: {problem}", hint=hint)
