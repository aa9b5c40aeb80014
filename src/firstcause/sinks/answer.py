"""Reads one JSON answer of a deployer's command, field by field: what is not there or of another kind is an error.

It knows how to walk a foreign object and what to say when it ends; what the fields mean, its callers know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON value at `where` in the answer. Every reader raises ValueError for what it does not find."""

    value: object
    where: str = ""

    @classmethod
    def of(cls, output: bytes) -> Answer:
        """The answer in this output. Raises ValueError, RecursionError."""
        return cls(json.loads(output))

    def at(self, *path: str) -> Answer:
        """What stands below these keys; null where a key is absent."""
        found = self.value
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return Answer(found, ".".join((self.where, *path)).lstrip("."))

    def text(self) -> str:
        """A string that says something."""
        if not isinstance(self.value, str) or not self.value:
            raise self._other_than("text")
        return self.value

    def whole(self, default: int | None = None) -> int:
        """A whole number; `default` where there is none."""
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._other_than("a whole number")
        return self.value

    def rows(self) -> Iterator[Answer]:
        """The members of a list; none where there is no list."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self._other_than("a list")
        for number, row in enumerate(self.value):
            yield Answer(row, f"{self.where}[{number}]")

    def _other_than(self, wanted: str) -> ValueError:
        return ValueError(f"{self.where}: expected {wanted}, found {str(self.value)[:80]!r}")
