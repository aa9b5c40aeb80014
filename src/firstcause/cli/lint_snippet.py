"""The lines that a finding is about, with marks below the words: the place itself, and what it contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable

WIDTH: Final = 100
MOST_BYTES: Final = 2 << 20
_LINE_END: Final = re.compile(r"\r\n?|\n")  # as columns are counted
# What a terminal would obey rather than show.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Snippets:
    """Lines of documents, which are read once for all findings of one."""

    def __init__(self) -> None:
        self._given: dict[str, list[str]] = {}
        self._read: dict[str, list[str]] = {}

    def remember(self, path: str, text: str | Unreadable) -> None:
        """A text that is not read from its file."""
        self._given[path] = _LINE_END.split(text) if isinstance(text, str) else []

    def forget(self) -> None:
        """Another document comes."""
        self._read.clear()

    def lines(self, body: Mapping[str, Any]) -> Iterator[str]:
        """Of the place, and of each related one, in the order in which they stand."""
        own = [(body, "^", "")]
        own += [(one, "-", one["message"]) for one in body["related"] if one["path"] == body["path"]]
        for place, mark, said in sorted(own, key=lambda row: (row[0]["line"], row[0]["column"])):
            yield from self._marked(place, mark, said)
        for one in body["related"]:
            if one["path"] != body["path"]:
                yield f"   = {shown(one['path'])}:{one['line']}: {shown(one['message'])}"

    def _marked(self, place: Mapping[str, Any], mark: str, said: str) -> Iterator[str]:
        lines = self._lines(place["path"])
        if not place["length"] or place["line"] > len(lines):
            return
        line, column = lines[place["line"] - 1], place["column"] - 1
        start = max(0, column - WIDTH // 3) if len(line) > WIDTH else 0
        piece = line[start : start + WIDTH]
        length = max(1, min(place["length"], len(line) - column, len(piece) - (column - start)))
        before, after = "…" if start else "", "…" if start + WIDTH < len(line) else ""
        blank = " " * (len(before) + column - start)
        yield f"{place['line']:>5} | {before}{shown(piece)}{after}"
        yield f"      | {blank}{mark * length}{' ' + shown(said) if said else ''}"

    def _lines(self, path: str) -> Sequence[str]:
        if path in self._given:
            return self._given[path]
        if path not in self._read:
            self._read[path] = _read(path)
        return self._read[path]


def _read(path: str) -> list[str]:
    """Nothing of a file that is gone by now: the finding is told without its lines."""
    try:
        with Path(path).open("rb") as file:
            return _LINE_END.split(file.read(MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return []


def shown(text: str) -> str:
    """A text with signs in the place of what a terminal would obey."""
    return _CONTROL.sub(lambda found: " " if found[0] == "\t" else "�", text)
