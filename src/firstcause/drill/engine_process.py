"""The engine of a drill: a `firstcause serve` process of its own, kept alive as systemd would keep it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from firstcause.drill.leash import let_go
from firstcause.model.errors import FirstcauseError

MOST_RESTARTS = 10
STOP_SECONDS = 2.0  # what it leaves undone, it finds again at its next start


class EngineError(FirstcauseError):
    """The engine did not stay up."""


@dataclass(slots=True)
class EngineProcess:
    """Started with a pipe on its standard input: when we die, it leaves, even after a kill -9 of ours."""

    config: Path
    log: Path
    restarts: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Begin; what it says goes to `log`."""
        command = [sys.executable, "-m", "firstcause", "serve", "--config", str(self.config), "--leave-with-stdin"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def process_id(self) -> int:
        """Of the engine that runs. Raises EngineError when none does."""
        if self._process is None:
            raise EngineError("the engine was not started")
        return self._process.pid

    def ensure(self) -> bool:
        """Start it again if it died; True when that was needed. Raises EngineError when it dies again and again."""
        if self._process is None or self._process.poll() is None:
            return False
        self.restarts += 1
        if self.restarts > MOST_RESTARTS:
            code = self._process.returncode
            raise EngineError(f"the engine left again, with exit code {code}", hint=f"see {self.log}")
        self.start()
        return True

    def must_live(self) -> None:
        """Raises EngineError, with the last thing that it said, when it did not come up."""
        if self._process is None or self._process.poll() is None:
            return
        said = self.log.read_text("utf-8", "replace").strip().splitlines()
        last = said[-1] if said else f"exit code {self._process.returncode}"
        raise EngineError(f"the engine did not start: {last}", hint=f"see {self.log}")

    def stop(self) -> None:
        """Let it finish, and end it when it does not."""
        process, self._process = self._process, None
        let_go(process, STOP_SECONDS)
