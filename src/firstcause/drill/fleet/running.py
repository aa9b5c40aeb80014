"""What a replica tells about itself in `running.json`: the release it runs, and one that it refused, if any."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from firstcause.drill.fleet.files import write_atomically


@dataclass(frozen=True, slots=True)
class Refused:
    """A release that could not be started, and the reason in raw words."""

    release: str
    reason: str


@dataclass(frozen=True, slots=True)
class Running:
    """`pid` runs `release` since `at` (Unix seconds)."""

    release: str
    pid: int
    at: float
    refused: Refused | None = None


def write_running(path: Path, running: Running) -> None:
    """Replace the file as a whole."""
    document: dict[str, object] = {"release": running.release, "pid": running.pid, "at": running.at}
    if running.refused is not None:
        document["refused"] = {"release": running.refused.release, "reason": running.refused.reason}
    write_atomically(path, json.dumps(document).encode())


def read_running(path: Path) -> Running | None:
    """What the replica told last; None before its first word."""
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    refused = document.get("refused")
    return Running(
        str(document["release"]),
        int(document["pid"]),
        float(document["at"]),
        Refused(str(refused["release"]), str(refused["reason"])) if refused else None,
    )
