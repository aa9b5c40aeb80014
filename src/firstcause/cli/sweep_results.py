"""The file that a sweep writes: an answer a line, from which an interrupted sweep goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from firstcause.model.errors import FirstcauseError
from firstcause.model.handshake import Outcome
from firstcause.model.target import Target
from firstcause.review.swept import Answer

Key = tuple[int, str, str]


class ResultsError(FirstcauseError):
    """The results of a sweep cannot be written there, or gone on with."""


@dataclass(slots=True)
class Results:
    """Answers of earlier runs, and the file to which further ones are added. A context manager."""

    path: Path
    earlier: list[Answer] = field(default_factory=list)
    _done: set[Key] = field(default_factory=set)
    _file: TextIO | None = None

    @classmethod
    def open(cls, path: Path, *, resume: bool) -> Results:
        """Ready to be written to. Raises ResultsError."""
        found = cls(path)
        if path.exists() and path.stat().st_size:
            if not resume:
                hint = "--resume goes on with what is there; or name another file"
                raise ResultsError(f"{path} holds results already", hint=hint)
            found._read()
        path.parent.mkdir(parents=True, exist_ok=True)
        found._file = path.open("a", encoding="utf-8")
        return found

    def has(self, target: Target) -> bool:
        """Whether an earlier run answered this line of the list, and it still names the same endpoint."""
        return _key(target) in self._done

    def add(self, line: str) -> None:
        """One more answer. It outlives our death at once."""
        if self._file is None:
            raise RuntimeError("the file is closed")
        self._file.write(line + "\n")
        self._file.flush()

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self) -> None:
        """Learn what is there. A last line that was cut off as it was written is taken away: it is looked at again."""
        whole = 0
        for number, line in enumerate(_lines(self.path), 1):
            try:
                self._note(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                if not line.endswith(b"\n"):
                    break
                raise ResultsError(f"{self.path}:{number}: no answer of a sweep: {error!r}") from None
            whole += len(line)
        with self.path.open("r+b") as file:
            file.truncate(whole)

    def _note(self, row: dict[str, object]) -> None:
        self._done.add((int(str(row["line"])), str(row["target"]), str(row["server_name"])))
        self.earlier.append(_answer(row))


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _answer(row: dict[str, object]) -> Answer:
    failure, observed, alternatives = row["failure"], row["observed"], row["alternatives"]
    chain = observed["chain"] if isinstance(observed, dict) else []
    ends = (datetime.fromisoformat(certificate["not_after"]) for certificate in chain)
    return Answer(
        str(row["service"] or ""),
        str(row["target"]),
        Outcome(str(row["outcome"])),
        str(failure["code"]) if isinstance(failure, dict) else "",
        tuple(alternatives) if isinstance(alternatives, list) else (),
        min(ends, default=None),
    )


def _key(target: Target) -> Key:
    return target.line, target.look.endpoint.address, target.look.endpoint.server_name
