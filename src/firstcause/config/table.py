"""Reads one TOML table, key by key, and knows for every complaint in which file and line the key stands.

It knows the kinds of values that a configuration is made of; which keys there are, its callers know.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
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
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_NO_TIME = timedelta()
_LONGEST = timedelta(days=3660)  # longer is a slip of the keyboard, and overflows a date when it is added to one


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
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self.error(key, f"expected a string, found {_shown(value)}", 'strings stand in quotes, as in "name"')
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, found {_shown(value)}", f"as in {key} = true")
        return value

    def number(self, key: str, default: float) -> float:
        """A number, 0 or more."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"expected a number, found {_shown(value)}", f"as in {default:g}")
        if not math.isfinite(value) or value < 0:
            raise self.error(key, f"expected a number of 0 or more, found {value}", f"as in {default:g}")
        return float(value)

    def whole(self, key: str, default: int, *, least: int = 0) -> int:
        """A whole number, `least` or more."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, f"expected a whole number, found {_shown(value)}", f"as in {max(default, least)}")
        if value < least:
            raise self.error(key, f"expected {least} or more, found {value}", f"as in {max(default, least)}")
        return value

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self.number(key, default)
        if value > 1:
            raise self.error(key, f"expected a share from 0 to 1, found {value:g}", "write 5 % as 0.05")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings."""
        value = self._value(key, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"expected a list of strings, found {_shown(value)}", 'as in ["a", "b"]')
        return tuple(value)

    def wholes(self, key: str, *, least: int, most: int, hint: str) -> tuple[int, ...]:
        """A list of whole numbers from `least` to `most`; empty when absent."""
        value = self._value(key, [])
        whole = isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        if not isinstance(value, list) or not whole:
            raise self.error(key, f"expected a list of whole numbers, found {_shown(value)}", hint)
        for one in value:
            if not least <= one <= most:
                raise self.error(key, f"expected {least} to {most}, found {one}", hint)
        return tuple(value)

    def duration(self, key: str, default: timedelta, *, zero: bool = False) -> timedelta:
        """A length of time: "30s", "45m", "21d". `zero`: "0s" has a meaning here."""
        value = self._value(key, None)
        if value is None:
            return default
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            problem = f"expected a length of time with its unit, found {_shown(value)}"
            raise self.error(key, problem, 'as in "30s", "45m", "2h" or "21d"')
        seconds = float(found[1]) * _UNITS[found[2]]
        if seconds > _LONGEST.total_seconds():
            raise self.error(key, f"{value} is too long", f"at most {_LONGEST.days} days")
        length = timedelta(seconds=seconds)
        if length == _NO_TIME and not zero:
            raise self.error(key, f"{value} is no time at all", 'as in "30s"')
        return length

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """One of an enumeration's values."""
        value = self.text(key, default.value)
        try:
            return kind(value)
        except ValueError:
            options = ", ".join(member.value for member in kind)
            hint = near(value, [member.value for member in kind])
            raise self.error(key, f"expected one of {options}, found {_shown(value)}", hint) from None

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
            name = ".".join((*self.where, key))
            raise self.error(key, f"expected a table, found {_shown(value)}", f"as in [{name}], on a line of its own")
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
                raise self.error(key, "there is no such key", near(key, self.asked))

    def _value(self, key: str, default: object) -> object:
        self.asked.add(key)
        return self.values.get(key, default)


def near(name: str, known: Collection[str]) -> str:
    """A hint for a name that is not known: the nearest one, or all."""
    matches = get_close_matches(name, sorted(known), 1)
    return f"did you mean {matches[0]!r}?" if matches else "known: " + (", ".join(sorted(known)) or "none")


def _shown(value: object) -> str:
    """What was found, in the words of TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    names = {int: "the number", float: "the number", str: "the string", list: "a list", dict: "a table"}
    kind = names.get(type(value), f"a {type(value).__name__}")
    return kind if isinstance(value, list | dict) else f"{kind} {value!r}"
