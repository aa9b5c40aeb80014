"""The front matter: YAML between two lines of `---`, with the keys in a fixed order.

It knows the keys and their types, and refuses to guess: a missing key or one of another type is an error with its line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final, TypeVar

import yaml

from firstcause.document.errors import DocumentError
from firstcause.document.rca import FrontMatter
from firstcause.model.incident import Severity

T = TypeVar("T")
FENCE: Final = "---"


def render_front_matter(front: FrontMatter) -> str:
    """The block with its fences: the eight keys that every document of this family has, then the join keys."""
    lines = [
        f"title: {_scalar(front.title, quoted=True)}",
        f"date: {front.date.isoformat()}",
        f"severity: {front.severity or 'null'}",
        f"services: {_sequence(front.services)}",
        f"tags: {_sequence(front.tags)}",
        f"status: {_scalar(front.status)}",
        f"duration_minutes: {'null' if front.duration_minutes is None else front.duration_minutes}",
        f"author: {_scalar(front.author)}",
        f"incident: {_scalar(front.incident)}",
        *(f"{key}: {_time(at)}" for key, at in _times(front).items()),
        f"fault: {_scalar(front.fault)}",
        f"schema: {front.schema}",
    ]
    return "\n".join((FENCE, *lines, FENCE))


def parse_front_matter(source: str) -> FrontMatter:
    """The text between the fences -> values. Raises DocumentError (lines count from the opening fence)."""
    keys = _Keys(_load(source), source)
    severity = keys.get("severity", str, null=True)
    return FrontMatter(
        title=keys.require("title", str),
        date=keys.require("date", date),
        severity=None if severity is None else keys.convert("severity", lambda: Severity(severity)),
        services=keys.strings("services"),
        tags=keys.strings("tags"),
        status=keys.require("status", str),
        duration_minutes=keys.get("duration_minutes", int, null=True),
        author=keys.require("author", str),
        incident=keys.require("incident", str),
        began=keys.get("began", datetime, null=True),
        detected=keys.get("detected", datetime, null=True),
        mitigated=keys.get("mitigated", datetime, null=True),
        resolved=keys.get("resolved", datetime, null=True),
        fault=keys.require("fault", str),
        schema=keys.require("schema", int),
    )


def key_lines(source: str) -> Mapping[str, int]:
    """Key -> its line in the document, counted from 1; the opening fence is line 1."""
    numbered = enumerate(source.splitlines(), 2)
    return {line.partition(":")[0]: number for number, line in numbered if line[:1].isalpha() and ":" in line}


class _Keys:
    """The mapping read so far, with errors that know their line."""

    def __init__(self, values: Mapping[str, object], source: str) -> None:
        self._values = values
        self._lines = key_lines(source)

    def require(self, key: str, kind: type[T]) -> T:
        value = self.get(key, kind)
        if value is None:
            raise self._error(key, "is empty")
        return value

    def get(self, key: str, kind: type[T], *, null: bool = False) -> T | None:
        if key not in self._values:
            raise self._error(key, "is missing")
        value = self._values[key]
        if value is None and null:
            return None
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._error(key, f"is {value!r}, which is no {kind.__name__}")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        values = self.require(key, list)
        if not all(isinstance(value, str) for value in values):
            raise self._error(key, f"is {values!r}, which is no list of names")
        return tuple(values)

    def convert(self, key: str, read: Callable[[], T]) -> T:
        try:
            return read()
        except ValueError as error:
            raise self._error(key, str(error)) from error

    def _error(self, key: str, problem: str) -> DocumentError:
        return DocumentError(f"front matter: `{key}` {problem}", line=self._lines.get(key, 1))


def _load(source: str) -> Mapping[str, object]:
    try:
        values = yaml.load(source, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = 2 + (error.problem_mark.line if error.problem_mark else 0)
        raise DocumentError(f"front matter is not YAML: {error.problem}", line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise DocumentError(f"front matter is not YAML: {error}", line=2) from error
    if not isinstance(values, dict):
        raise DocumentError("front matter is not a mapping of keys", line=2)
    return values


def _times(front: FrontMatter) -> Mapping[str, datetime | None]:
    return {key: getattr(front, key) for key in ("began", "detected", "mitigated", "resolved")}


def _time(at: datetime | None) -> str:
    """RFC 3339 in UTC."""
    return "null" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _scalar(value: str, *, quoted: bool = False) -> str:
    """In flow style a scalar needs no document end marker, and every special character is quoted."""
    style = '"' if quoted else None
    return _dump([value], style)[1:-1]


def _sequence(values: tuple[str, ...]) -> str:
    return _dump(list(values), None)


def _dump(values: list[str], style: str | None) -> str:
    dumped = yaml.safe_dump(values, default_flow_style=True, default_style=style, allow_unicode=True, width=math.inf)
    return str(dumped).rstrip("\n")
