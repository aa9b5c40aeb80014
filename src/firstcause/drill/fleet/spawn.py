"""Starting a replica's process, by the supervisor or by the replica's predecessor, and hearing whether it came up.

The listening sockets are handed on as open descriptors: no port is ever free for somebody else, and connections that
arrive between two processes wait in the backlog. The starter hears "ready", or why not, over a pipe.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

START_SECONDS: Final = 30.0  # a second is usual; a busy machine takes its time
READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What every process of one replica inherits: both listening sockets, and its end of the liveness pipe."""

    tls: int
    metrics: int
    liveness: int


@dataclass(frozen=True, slots=True)
class Starting:
    """A process on its way up. `heard` is the read end of the pipe on which it tells."""

    process: subprocess.Popen[bytes]
    heard: int

    def outcome(self, seconds: float = START_SECONDS) -> str:
        """`READY`, or the reason why it did not come up. May be asked once."""
        try:
            if not select.select([self.heard], [], [], seconds)[0]:
                return f"not ready within {seconds:.0f} s"
            told = os.read(self.heard, 4096).decode()
            return told or f"process {self.process.pid} ended before it was ready"
        finally:
            os.close(self.heard)


def spawn(
    layout_file: Path,
    replica: str,
    inherited: Descriptors,
    *,
    release: str,
    own_session: bool,
    stdin: int | None = None,
    stderr: IO[bytes] | None = None,
) -> Starting:
    """Start `replica` with `release`. `stdin` None hands on our own; its end of file tells the process to leave."""
    heard, tell = os.pipe()
    arguments = ["--layout", str(layout_file), "--replica", replica, "--release", release]
    numbers = [inherited.tls, inherited.metrics, inherited.liveness, tell]
    arguments += ["--descriptors", ",".join(map(str, numbers))]
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "firstcause.drill.fleet.process", *arguments],
            stdin=stdin,
            stderr=stderr,
            pass_fds=numbers,
            start_new_session=own_session,
        )
    except OSError:
        os.close(heard)
        raise
    finally:
        os.close(tell)
    return Starting(process, heard)
