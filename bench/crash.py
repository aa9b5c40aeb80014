"""kill -9 of the engine at a random point of the drill, many rounds: same verdict, one page, one rollback?

    uv run python bench/crash.py --rounds 20

The engine is killed once a round, uniformly between the injection and 22 s later (about when the document is
written), and started again by the drill as systemd would. A page may be repeated only with the same idempotency key.
One JSON line at the end. Peer: the published figures of Alertmanager, which loses or repeats pages in the same test
(docs/decisions/0001).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from drills import play

SPAN_SECONDS = 22.0


def main() -> int:
    """Play the rounds and sum up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--base-seed", type=int, default=random.SystemRandom().randrange(1, 10**6))
    given = parser.parse_args()
    rows = [_round(given.base_seed + number) for number in range(given.rounds)]
    good = sum(bool(row["good"]) for row in rows)
    summed = {"bench": "crash", "rounds": len(rows), "good": good, "base_seed": given.base_seed, "rows": rows}
    print(json.dumps(summed))
    return 0 if good == len(rows) else 1


def _round(seed: int) -> dict[str, object]:
    drawn = random.Random(seed)
    after = drawn.uniform(0, SPAN_SECONDS)
    outcome = play(["--seed", "0"], lambda process, folder: _kill_engine(process, folder, after))
    verdict = outcome.verdict or {}
    row: dict[str, object] = {
        "killed_after_injection_seconds": round(after, 1),
        **{key: verdict.get(key) for key in ("verdict", "incidents", "pages", "repeated_pages", "rollbacks")},
        "engine_restarts": verdict.get("engine_restarts"),
        "rollback_events": _rollbacks(outcome.folder),
        "folder": str(outcome.folder),
    }
    row["good"] = (row["verdict"], row["incidents"], row["pages"], row["rollbacks"], row["rollback_events"]) == (
        "right",
        1,
        1,
        1,
        1,
    ) and row["engine_restarts"] == 1
    sys.stderr.write(f"{row}\n")
    return row


def _kill_engine(process: subprocess.Popen[bytes], folder: Path, after: float) -> None:
    """Wait for the injection, then `after` seconds, then kill the one engine of this very drill."""
    changes = folder / "fleet" / "changes.ndjson"
    while process.poll() is None and not (changes.exists() and changes.stat().st_size):
        time.sleep(0.1)  # noqa: TID251 - a benchmark watches a real process
    time.sleep(after)  # noqa: TID251
    for pid in _engines(folder):
        os.kill(pid, signal.SIGKILL)


def _engines(folder: Path) -> list[int]:
    wanted = str(folder / "firstcause.toml")
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue  # it ended meanwhile
            if "serve" in words and wanted in words:
                found.append(int(entry.name))
    return found


def _rollbacks(folder: Path) -> int:
    """How many rollbacks the deployer recorded: change events made by firstcause, each once."""
    changes = folder / "fleet" / "changes.ndjson"
    lines = changes.read_text().splitlines() if changes.exists() else []
    return len({json.loads(line)["id"] for line in lines if json.loads(line)["by"] == "firstcause"})


if __name__ == "__main__":
    sys.exit(main())
