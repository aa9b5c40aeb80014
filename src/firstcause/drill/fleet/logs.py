"""A replica's log: one JSON object a line, appended with one write, so that processes may share a file."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Level = Literal["INFO", "WARNING", "ERROR"]


class Log:
    """Writes lines to `path`, each with what this replica is."""

    def __init__(self, path: Path, service: str, replica: str, release: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._identity = {"service": service, "replica": replica, "release": release}

    def write(self, level: Level, message: str, **fields: str | int | float) -> None:
        """Append one line; a field that is "" says nothing and is left out."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        said = {name: value for name, value in fields.items() if value != ""}
        line = {"time": at, "level": level, **self._identity, "message": message, **said}
        os.write(self._descriptor, (json.dumps(line) + "\n").encode())


def raw_words(error: BaseException) -> str:
    """The error as the library tells it; classifying is somebody else's business."""
    return str(error) or type(error).__name__
