"""Reads one TOML table, key by key, and knows for every complaint in which file and line the key stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from firstcause.config.errors import ConfigError
from firstcause.config.lines import line_of

E = TypeVar("E", bound=StrEnum)
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that is read."""

    path: Path
    text: str

    def error(self, where: tuple[str, ...], message: str, hint: str = "") -> ConfigError:
        """An error that names file, line and key."""
        key = ".".join(where)
        return ConfigError(f"{self.path}:{line_of(self.text, where)}: {key}: {message}", hint=hint)


@dataclass(slots=True)
class Table:
    """A table at `where` in the file. Every key must be asked for; `done` complains of the rest."""

    source: Source
    where: tuple[str, ...]
    values: dict[str, object]
    asked: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        """Whether the key stands in the file."""
        return key in self.values

    def text(self, key: str, default: str = "") -> str:
        """A string."""
        return self._typed(key, str, default, 'a string, as in "order-service"')

    def number(self, key: str, default: float) -> float:
        """A number."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"expected a number, found {_shown(value)}")
        return float(value)

    def whole(self, key: str, default: int) -> int:
        """A whole number."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, f"expected a whole number, found {_shown(value)}")
        return value

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self.number(key, default)
        if not 0 <= value <= 1:
            raise self.error(key, f"expected a share from 0 to 1, found {value}", "write 5 % as 0.05")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings."""
        value = self._value(key, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"expected a list of strings, found {_shown(value)}", 'as in ["a", "b"]')
        return tuple(value)

    def duration(self, key: str, default: timedelta) -> timedelta:
        """A length of time: "30s", "45m", "21d"."""
        if not self.has(key):
            return self._absent(key, default)
        value = self._value(key, "")
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise self.error(
                key,
                f"expected a length of time with its unit, found {_shown(value)}",
                'as in "30s", "45m", "2h" or "21d"',
            )
        return timedelta(seconds=float(found[1]) * _UNITS[found[2]])

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """One of an enumeration's values."""
        value = self.text(key, default.value)
        try:
            return kind(value)
        except ValueError:
            options = ", ".join(member.value for member in kind)
            raise self.error(key, f"expected one of {options}, found {_shown(value)}") from None

    def file(self, key: str, *, must_exist: bool = True) -> str:
        """A path, relative to the configuration's folder; "" when absent."""
        value = self.text(key)
        if not value:
            return ""
        path = (self.source.path.parent / value).absolute()
        if must_exist and not path.is_file():
            raise self.error(key, f"there is no file {path}", "paths count from the folder of the configuration file")
        return str(path)

    def table(self, key: str) -> Table:
        """A table below this one; empty when absent."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"expected a table, found {_shown(value)}")
        return Table(self.source, (*self.where, key), value)

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """The named tables below `key`: `[service.order-service]`, ..."""
        below = self.table(key)
        for name in below.values:
            yield name, below.table(name)

    def rows(self, key: str) -> Iterator[Table]:
        """A list of tables, as in `endpoints = [{ ... }]`."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"expected a list of tables, found {_shown(value)}", "as in [{ ... }, { ... }]")
        for item in value:
            yield Table(self.source, (*self.where, key), item)

    def error(self, key: str, message: str, hint: str = "") -> ConfigError:
        """A complaint about one key."""
        return self.source.error((*self.where, key), message, hint)

    def done(self) -> None:
        """Complain of keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                near = get_close_matches(key, sorted(self.asked), 1)
                known = ", ".join(sorted(self.asked))
                hint = f"did you mean {near[0]!r}?" if near else f"known here: {known}"
                raise self.error(key, "there is no such key", hint)

    def _absent(self, key: str, default: timedelta) -> timedelta:
        self.asked.add(key)
        return default

    def _value(self, key: str, default: object) -> object:
        self.asked.add(key)
        return self.values.get(key, default)

    def _typed(self, key: str, kind: type[str], default: str, expected: str) -> str:
        value = self._value(key, default)
        if not isinstance(value, kind):
            raise self.error(key, f"expected {expected}, found {_shown(value)}")
        return value


def _shown(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "the string", list: "a list", dict: "a table"}
    kind = names.get(type(value), type(value).__name__)
    return kind if isinstance(value, list | dict) else f"{kind} {value!r}"
