"""`firstcause lint`, with all its rules, beside markdownlint-cli2 and rumdl on the same vault in the same run.

    uv run python bench/lint.py --documents 10000 --markdownlint node_modules/.bin/markdownlint-cli2 --rumdl rumdl

The vault is written anew: documents of the tests' generator, one in two with a fault, 4 KB each. The peers know rules
of format alone; ours are told to use every rule. Bounds: cold at most 0.6 of markdownlint-cli2's wall time (0.35 is the
aim), cached at most a second, 300 documents cold within a second, all of it within 600 MB. One JSON line; exit code 1
where a bound is missed. A peer that is not there is left out, and the line says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the generator is a part of the tests

from tests.review.lint.vault.faults import FAULTS
from tests.review.lint.vault.write import other_notes, written

BYTES = 4000
RATIO, CACHED_SECONDS, FEW, FEW_SECONDS, MOST_MEGABYTES = 0.6, 1.0, 300, 1.0, 600.0
NOTE = "- One of the responders looked at the graphs of the hour before, and saw nothing that had not been told.\n"


@dataclass(frozen=True)
class Run:
    """One program's run over a vault: seconds on the wall, of CPU, and the most memory of any of its processes."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def write_vault(folder: Path, count: int) -> int:
    """So many documents, and the notes that they link to; returns their bytes."""
    size = 0
    for name, text in other_notes().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for number in range(count):
        one = written(number % 900, FAULTS[number % len(FAULTS)] if number % 2 else None)
        more = "\n## Notes\n\n" + NOTE * max(1, (BYTES - len(one.text)) // len(NOTE))
        path = folder / one.path.replace(".md", f"-{number}.md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(one.text + more)
        size += path.stat().st_size
    return size


def run(command: Sequence[str], folder: Path) -> Run:
    """Run it to its end; findings are no failure."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} left with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, after.ru_maxrss / 1024)


def main() -> int:
    """Write, run everybody in turns, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--markdownlint", default="markdownlint-cli2", help="the peer's program")
    parser.add_argument("--rumdl", default="rumdl", help="the other peer's program")
    options = parser.parse_args()
    ours = [sys.executable, "-m", "firstcause", "lint", ".", "--select", "ALL", "--format", "json"]
    commands = {"ours cold": [*ours, "--no-cache"], "ours cached": ours}
    if program := shutil.which(options.markdownlint):
        commands["markdownlint-cli2"] = [os.path.realpath(program), "**/*.md"]
    if program := shutil.which(options.rumdl):
        commands["rumdl"] = [os.path.realpath(program), "check", "--no-cache", "."]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write_vault(folder, options.documents)
        run(ours, folder)  # fills the cache
        runs: dict[str, list[Run]] = {who: [] for who in commands}
        for _ in range(options.rounds):
            for who, command in commands.items():
                runs[who].append(run(command, folder))
        with tempfile.TemporaryDirectory() as few:
            write_vault(Path(few), FEW)
            runs["ours, 300 cold"] = [run(commands["ours cold"], Path(few)) for _ in range(options.rounds)]
    report = told(runs, options.documents, size)
    print(json.dumps(report))
    return 1 if report["missed"] else 0


def told(runs: dict[str, list[Run]], documents: int, size: int) -> dict[str, object]:
    """Medians, ratios, and the bounds that are missed."""
    seconds = {who: median(one.seconds for one in ones) for who, ones in runs.items()}
    memory = max(one.megabytes for one in runs["ours cold"])
    peer = seconds.get("markdownlint-cli2")
    held = {
        "cold": peer is None or seconds["ours cold"] <= RATIO * peer,
        "cached": seconds["ours cached"] <= CACHED_SECONDS * max(1.0, documents / 10_000),
        "few": seconds["ours, 300 cold"] <= FEW_SECONDS,
        "memory": memory <= MOST_MEGABYTES,
    }
    return {
        "documents": documents,
        "megabytes": round(size / 1e6, 1),
        "processors": os.cpu_count(),
        "seconds": {who: round(value, 2) for who, value in seconds.items()},
        "cpu_seconds": {who: round(median(one.cpu_seconds for one in ones), 2) for who, ones in runs.items()},
        "resident_megabytes_of_the_largest_process": round(memory),
        "ratio_to_markdownlint_cli2": round(seconds["ours cold"] / peer, 2) if peer else "it is not installed",
        "ratio_to_rumdl": round(seconds["ours cold"] / seconds["rumdl"], 2) if "rumdl" in seconds else "not installed",
        "missed": [name for name, well in held.items() if not well],
    }


if __name__ == "__main__":
    sys.exit(main())
