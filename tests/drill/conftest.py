"""Runs drills as a user would: the command in a process of its own, in a folder with a blank in its name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

DEADLINE_SECONDS = 60.0


@dataclass
class RunningDrill:
    """A drill under way. `stages` fills as it reports progress."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        """The listener begins with `start`."""
        self.listener = threading.Thread(target=self.listen, daemon=True)

    def listen(self) -> None:
        """Read progress from standard error until it ends."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._news:
                self.said.append(line)
                self._news.notify_all()

    def close(self) -> None:
        """Give the pipes back; the drill has ended."""
        self.listener.join()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def until(self, word: str) -> None:
        """Wait until the drill says this."""
        with self._news:
            told = self._news.wait_for(lambda: any(word in line for line in self.said), DEADLINE_SECONDS)
        assert told, f"never said {word!r}: {''.join(self.said)}"

    def processes(self, *, but: int = 0) -> list[int]:
        """Every process of this drill, by its folder on the command line."""
        return [pid for pid in _pids() if pid != but and str(self.folder) in _command(pid)]

    def engine(self) -> int:
        """The process id of its `firstcause serve`."""
        return next(pid for pid in self.processes() if "--leave-with-stdin" in _command(pid))

    def gone_within(self, seconds: float) -> list[int]:
        """What is left of it after so many seconds; returns as soon as nothing is."""
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while (left := self.processes()) and time.monotonic() < deadline:
            pause.wait(0.05)
        return left


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _command(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""  # it ended meanwhile


Starter = Callable[..., RunningDrill]


@pytest.fixture
def start_drill(tmp_path: Path) -> Iterator[Starter]:
    """Starts drills, and ends what is left of them."""
    started: list[RunningDrill] = []

    def start(*arguments: str, name: str = "a drill") -> RunningDrill:
        folder = tmp_path / name
        command = [sys.executable, "-m", "firstcause", "drill", *arguments, "--out", str(folder)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
        )
        drill = RunningDrill(folder, process)
        drill.listener.start()
        started.append(drill)
        return drill

    yield start
    for drill in started:
        if drill.process.poll() is None:
            drill.process.send_signal(signal.SIGINT)
        try:
            drill.process.wait(30)
        except subprocess.TimeoutExpired:
            drill.process.kill()  # its fleet goes with it: the tests that follow are not to suffer as well
            raise
        drill.close()
        assert drill.gone_within(5) == []
