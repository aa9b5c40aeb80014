"""How long until nothing is left of a drill, whatever ended it: Ctrl-C, kill -9 of the drill, of a replica.

    uv run python bench/cleanup.py --rounds 3

Seconds from the signal until every process is gone and every port is free. One JSON line. Bound: 3 s.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from firstcause.drill.fleet.layout import FleetLayout, load

BOUND_SECONDS = 3.0
GIVE_UP_SECONDS = 20.0


def main() -> int:
    """Measure each end a few times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    # A shell that starts us in the background has us ignore Ctrl-C, and the drill would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ends = {"ctrl-c": signal.SIGINT, "kill -9 of the drill": signal.SIGKILL, "kill -9 of a replica": 0}
    seconds = {name: [_one(number) for _ in range(rounds)] for name, number in ends.items()}
    medians = {name: round(statistics.median(taken), 2) for name, taken in seconds.items()}
    worst = max(max(taken) for taken in seconds.values())
    print(json.dumps({"bench": "cleanup", "median_seconds": medians, "worst_seconds": round(worst, 2)}))
    return 0 if worst <= BOUND_SECONDS else 1


def _one(number: int) -> float:
    folder = Path(tempfile.mkdtemp(prefix="firstcause bench "))
    command = [sys.executable, "-m", "firstcause", "drill", "no-fault", "--out", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as drill:
        assert drill.stderr is not None
        next(line for line in drill.stderr if "baseline" in line)
        layout = load(folder / "fleet")
        ports = [p for s in layout.services for r in s.replicas for p in (r.port, r.metrics_port)]
        victim = drill.pid if number else _replica(layout)
        began = time.monotonic()
        os.kill(victim, number or signal.SIGKILL)
        while _left(folder, drill) or not _free(ports):
            if time.monotonic() - began > GIVE_UP_SECONDS:
                break
            time.sleep(0.02)  # noqa: TID251 - a benchmark watches real processes
        return time.monotonic() - began


def _replica(layout: FleetLayout) -> int:
    return int(json.loads(layout.running("billing-api-2").read_text())["pid"])


def _left(folder: Path, drill: subprocess.Popen[str]) -> bool:
    drill.poll()  # reap it
    return any(str(folder) in words for _, words in _processes())


def _processes() -> list[tuple[int, str]]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found.append((int(entry.name), (entry / "cmdline").read_bytes().decode()))
            except OSError:
                continue  # it ended meanwhile
    return found


def _free(ports: list[int]) -> bool:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


if __name__ == "__main__":
    sys.exit(main())
