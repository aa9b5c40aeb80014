"""What container runtimes put around a line: Docker's JSON files, and the CRI format of Kubernetes' nodes.

    {"log":"ready\\n","stream":"stdout","time":"2026-11-24T10:00:00.1Z"}
    2026-11-24T10:00:00.1Z stdout F ready

Both cut long lines into pieces, which are joined again here, up to a bound.
"""

from __future__ import annotations

import json
import re
from typing import Final

MAX_JOINED: Final = 64 * 1024
_CRI: Final = re.compile(r"\d{4}-\d\d-\d\dT\S{8,40} (?:stdout|stderr) (?P<tag>[FP])(?::\S*)? (?P<text>.*)", re.DOTALL)


class Unwrapper:
    """One file's lines, without their wrapping; keeps the pieces of a line that is not complete yet."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def unwrap(self, line: str) -> str | None:
        """The program's own line; None where only a piece of it has come. A line without a wrapping is itself."""
        piece, complete = _docker(line) or _cri(line) or (line, True)
        if self._length < MAX_JOINED:
            self._pieces.append(piece)
            self._length += len(piece)
        if not complete:
            return None
        joined = "".join(self._pieces)[:MAX_JOINED]
        self._pieces, self._length = [], 0
        return joined


def _docker(line: str) -> tuple[str, bool] | None:
    if not line.startswith('{"log":'):
        return None
    try:
        text = json.loads(line)["log"]
    except (ValueError, KeyError, RecursionError):
        return None
    return (text.removesuffix("\n"), text.endswith("\n")) if isinstance(text, str) else None


def _cri(line: str) -> tuple[str, bool] | None:
    found = _CRI.fullmatch(line)
    return (found["text"], found["tag"] == "F") if found else None
