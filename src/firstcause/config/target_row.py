"""One row of a list of targets, key by key. Every complaint names file, line and key."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from firstcause.config.errors import ConfigError
from firstcause.config.table import near


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The values of a row; null counts as absent. `where` is `file:line`, `folder` the one in which the file lies."""

    where: str
    folder: Path
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """A string; "" when absent."""
        value = self.values.get(key)
        if not isinstance(value, str | None):
            raise self.error(key, f"expected a string, found {value!r}")
        return value or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, or one string with commas."""
        value = self.values.get(key) or []
        found = value.split(",") if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.error(key, f"expected a list of strings, found {value!r}", 'as in ["h2", "http/1.1"]')
        return tuple(item.strip() for item in found if item.strip())

    def port(self) -> int:
        """From 1 to 65535, as a number or in digits."""
        value = self.values.get("port")
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
            raise self.error("port", f"expected a number from 1 to 65535, found {value!r}", "as in 443")
        return number

    def one_of(self, key: str, known: Collection[str], synonyms: Mapping[str, str] = MappingProxyType({})) -> str:
        """One of these words, or what a synonym stands for; "" when absent."""
        value = synonyms.get(self.text(key), self.text(key))
        if value and value not in known:
            raise self.error(key, f"expected one of {', '.join(known)}, found {value!r}", near(value, known))
        return value

    def file(self, key: str) -> str:
        """A path, from the list's folder or else from the working one; whether it can be read shows at the look."""
        value = self.text(key)
        beside = self.folder / value
        return str(beside) if value and beside.exists() else value

    def seconds(self, key: str, default: float) -> float:
        """More than none."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
            raise self.error(key, f"expected a number of seconds, found {value!r}", "as in 5")
        return float(value)

    def time(self, key: str) -> datetime | None:
        """RFC 3339; None when absent."""
        value = self.text(key)
        if not value:
            return None
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            raise self.error(key, f"expected a time, found {value!r}", "as in 2027-01-31T00:00:00Z") from None
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    def identity(self) -> str | int | None:
        """The row's own name."""
        value = self.values.get("id")
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise self.error("id", f"expected a string or a number, found {value!r}")
        return value

    def error(self, key: str, message: str, hint: str = "") -> ConfigError:
        """A complaint about one key."""
        return ConfigError(f"{self.where}: {key}: {message}", hint=hint)
