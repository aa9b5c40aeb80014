"""Our side: a process that holds one lane and takes looks as it is told on standard input, a line an order.

    python -m looks.ours TRUST AT_ONCE [uncached] [light]

Orders: `look PORT COUNT` takes them and answers how many were healthy; `begin PORT COUNT` begins them and answers at
once. It leaves when its standard input ends.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

from firstcause.model.handshake import Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.lightly import Lightly
from firstcause.testing.ending import end
from looks.servers import NAME

END_SECONDS = 5.0
LONGEST_SECONDS = 120.0


def caches() -> tuple[Callable[[], None], ...]:
    """What empties every cache of the room that judges, so that the next look is judged as if it were the first."""
    rooms = [m for name, m in sys.modules.items() if name.startswith("firstcause.tls")]
    found = {id(v): v for room in rooms for v in vars(room).values() if hasattr(v, "cache_clear")}
    return tuple(value.cache_clear for value in found.values())


class Looker:
    """A lane, and the looks that it is told to take."""

    def __init__(self, trust: str, at_once: int, *, cached: bool, light: bool) -> None:
        self._view = View("bench", trust)
        self._forget = () if cached else caches()
        self._done = Event()
        self._left = 0
        lightly = Lightly(patience_seconds=LONGEST_SECONDS) if light else None  # what it holds is to be measured
        self._lane = DeepLane(at_once=at_once, finished=self._finished, light=lightly)

    def look(self, port: int, count: int) -> int:
        """Take so many looks; returns how many were healthy."""
        self._left = count
        self._done.clear()
        self.begin(port, count)
        self._done.wait()
        return sum(observed.outcome is Outcome.HEALTHY for _, observed in self._lane.collect())

    def begin(self, port: int, count: int) -> None:
        """Begin so many looks; wait for none."""
        look = Look("bench", Endpoint("127.0.0.1", port, NAME), self._view, LONGEST_SECONDS)
        self._lane.submit([look] * count)

    def close(self) -> None:
        self._lane.close()

    def _finished(self) -> None:
        for forget in self._forget:
            forget()
        self._left -= 1
        if not self._left:
            self._done.set()


class Process:
    """A running looker, seen from outside. `process` is its number."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process.pid
        self._process = process

    def look(self, port: int, count: int) -> int:
        """Take so many looks; returns how many were healthy."""
        return self._tell(f"look {port} {count}")

    def begin(self, port: int, count: int) -> None:
        """Begin so many looks; wait for none."""
        self._tell(f"begin {port} {count}")

    def _tell(self, order: str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{order}\n".encode())
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def looker(trust: Path, at_once: int, *options: str) -> Iterator[Process]:
    """Started in a process of its own."""
    command = [sys.executable, "-m", "looks.ours", str(trust), str(at_once), *options]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[1]
    )
    with ExitStack() as closing:
        closing.callback(end, process, END_SECONDS)
        yield Process(process)


def main(trust: str, at_once: str, *options: str) -> None:
    """Obey until standard input ends."""
    looker = Looker(trust, int(at_once), cached="uncached" not in options, light="light" in options)
    for line in sys.stdin:
        order, port, count = line.split()
        if order == "look":
            print(looker.look(int(port), int(count)), flush=True)
        else:
            looker.begin(int(port), int(count))
            print(0, flush=True)
    looker.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
