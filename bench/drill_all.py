"""Every scenario, several rounds, random seeds: is the verdict right, and are the intervals and figures in bounds?

    uv run python bench/drill_all.py --rounds 5

Prints a table to standard error as it goes, and one JSON line at the end. Peer: the customers' own ledger, kept by a
process that the engine never reads. Runs for about a minute a drill, and as long as asked for `no-fault`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from drill_table import heading, line
from drills import Document, Outcome, figure_errors, late, not_observed, play

from firstcause.drill.scenarios import SCENARIOS, Scenario

FAULTY = tuple(one for one in SCENARIOS if one.fault is not None)
CONTROLS = ("app/latency", "app/errors")


def main() -> int:
    """Play, tell, and say in the end whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--base-seed", type=int, default=random.SystemRandom().randrange(1, 10**6))
    parser.add_argument("--scenario", action="append", choices=[s.name for s in SCENARIOS])
    parser.add_argument("--no-fault-seconds", type=float, default=600.0)
    given = parser.parse_args()
    chosen = given.scenario or [s.name for s in SCENARIOS]
    sys.stderr.write(f"{heading()}\n")
    faulty = [one for one in FAULTY if one.name in chosen]
    rows = [row for one in faulty for row in _faulty(one, given.rounds, given.base_seed)]
    if "no-fault" in chosen:
        rows.append(_no_fault(given.base_seed, given.no_fault_seconds))
    right = sum(bool(row["right"]) for row in rows)
    result = {"bench": "drill_all", "drills": len(rows), "right": right, "base_seed": given.base_seed, "rows": rows}
    print(json.dumps(result))
    return 0 if all(row["right"] and not row["misses"] for row in rows) else 1


def _faulty(one: Scenario, rounds: int, base_seed: int) -> Iterator[dict[str, object]]:
    for number in range(rounds):
        seed = base_seed + number
        service = one.on[number % len(one.on)]
        yield _row(one.name, play([one.name, "--seed", str(seed), "--on", service]))


def _no_fault(seed: int, seconds: float) -> dict[str, object]:
    with _hog():
        outcome = play(["no-fault", "--seed", str(seed), "--watch-seconds", str(seconds)])
    return _row("no-fault", outcome)


@contextmanager
def _hog() -> Iterator[None]:
    """One process that burns a core, as a neighbour on a shared machine does."""
    hog = multiprocessing.Process(target=_burn, daemon=True)
    hog.start()
    try:
        yield
    finally:
        hog.terminate()
        hog.join()


def _burn() -> None:
    while True:
        sum(range(10_000))


def _row(name: str, outcome: Outcome) -> dict[str, object]:
    verdict = outcome.verdict
    if verdict is None:
        sys.stderr.write(f"{name}: no verdict, exit {outcome.code}, see {outcome.folder}\n{outcome.errors[-2000:]}\n")
        row: dict[str, object] = {"scenario": name, "right": False, "misses": ["no verdict"], "not_observed": []}
        row["folder"] = str(outcome.folder)
    else:
        row = _read(name, verdict, outcome)
    sys.stderr.write(f"{line(row)}\n")
    return row


def _read(name: str, verdict: Document, outcome: Outcome) -> dict[str, object]:
    wanted = 0 if name == "no-fault" else 1
    misses = [] if name == "no-fault" else [*late(verdict), *figure_errors(verdict)]
    misses += [k for k in ("incidents", "pages") if verdict[k] != wanted]
    injected, found = verdict["injected"], verdict["found"]
    if isinstance(injected, dict) and isinstance(found, dict) and injected["code"] in CONTROLS:
        misses += ["blamed on TLS"] if found["code"].startswith("tls/") else []
    return {
        "scenario": name,
        "seed": verdict["seed"],
        "service": injected["service"] if isinstance(injected, dict) else None,
        "found": found,
        "right": verdict["verdict"] == "right",
        "misses": misses,
        "not_observed": not_observed(verdict),
        "seconds": verdict["seconds"],
        "figures": verdict["figures"],
        "overloaded": verdict["fleet"]["overloaded"] if isinstance(verdict["fleet"], dict) else None,
        "folder": str(outcome.folder),
    }


if __name__ == "__main__":
    sys.exit(main())
