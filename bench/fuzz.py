"""Bytes from the wire, spoilt in a thousand ways: does any of our parsers fall over, take its time, or tell too much?

    uv run python bench/fuzz.py --seconds 60 --seed 1
    uv run python bench/fuzz.py --executions 200 --only certificates --only staple

Each execution is decided by the seed, the target and a number alone, so a finding can be had again with `--again`. One
JSON line: executions, distinct outcomes, crashes. A crash is what a parser does not promise: any other exception, a
text that no terminal should get, an answer that takes more than a second of processor time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from fuzzing.targets import Target, seeds, targets
from fuzzing.wire import Wire

SLOW_SECONDS = 1.0
SHOWN = 20


@dataclass
class Tally:
    """What came of one target."""

    executions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    crashes: dict[str, str] = field(default_factory=dict)  # where, and what kind -> the first: which, and its words
    slowest: float = 0.0

    def told(self) -> dict[str, object]:
        return {
            "executions": self.executions,
            "outcomes": len(self.outcomes),
            "crashes": len(self.crashes),
            "slowest_cpu_seconds": round(self.slowest, 3),
        }


def main() -> int:
    """Fuzz, and tell."""
    options = _options()
    warnings.simplefilter("error", append=True)  # but those of which we know that nobody cares
    begun = seeds()
    with tempfile.TemporaryDirectory(prefix="firstcause bench ") as directory:
        trust = Path(directory, "ca.pem")
        trust.write_bytes(begun.trust_pem)
        with closing(Wire(begun, trust)) as wire:
            return _run({**targets(begun), "lane": wire.execute}, options)


def _run(known: dict[str, Target], options: argparse.Namespace) -> int:
    wanted = {name: target for name, target in known.items() if not options.only or name in options.only}
    if options.again is not None:
        return _again(wanted, options.seed, options.again)
    began = time.monotonic()
    tallies = {name: Tally() for name in wanted}
    for number in range(options.executions or sys.maxsize):
        if options.seconds and time.monotonic() - began > options.seconds:
            break
        for name, target in wanted.items():
            _execute(tallies[name], target, f"{options.seed}/{name}/{number}")
    print(json.dumps(_line(tallies, options.seed, time.monotonic() - began)))
    return 1 if any(tally.crashes for tally in tallies.values()) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--executions", type=int, default=0, help="of each target; 0: as many as the time allows")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", action="append", metavar="TARGET")
    parser.add_argument("--again", type=int, metavar="NUMBER", help="one execution of each target, with its traceback")
    options = parser.parse_args()
    if not options.seconds and not options.executions and options.again is None:
        parser.error("say --seconds or --executions")
    return options


def _execute(tally: Tally, target: Target, which: str) -> None:
    began = time.process_time()
    try:
        outcome = target(Random(which))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of a Rust library is no Exception
        outcome = f"crash: {type(error).__name__}"
        tally.crashes.setdefault(f"{_where(error)}: {type(error).__name__}", f"{which}: {str(error)[:120]}")
    seconds = time.process_time() - began
    if seconds > SLOW_SECONDS:
        tally.crashes.setdefault(f"slow: {outcome}", which)
    tally.executions += 1
    tally.outcomes[outcome] += 1
    tally.slowest = max(tally.slowest, seconds)


def _where(error: BaseException) -> str:
    """The last place in our own code."""
    ours = [
        f for f in traceback.extract_tb(error.__traceback__) if "/firstcause/" in f.filename
    ] or traceback.extract_tb(error.__traceback__)
    return f"{ours[-1].filename.rpartition('/firstcause/')[2]}:{ours[-1].lineno}"


def _again(wanted: dict[str, Target], seed: str, number: int) -> int:
    for name, target in wanted.items():
        print(f"{name}: {target(Random(f'{seed}/{name}/{number}'))}")
    return 0


def _line(tallies: dict[str, Tally], seed: str, seconds: float) -> dict[str, object]:
    crashes = [f"{what}: {first}" for tally in tallies.values() for what, first in tally.crashes.items()]
    return {
        "bench": "fuzz",
        "seed": seed,
        "seconds": round(seconds, 1),
        "executions": sum(tally.executions for tally in tallies.values()),
        "outcomes": sum(len(tally.outcomes) for tally in tallies.values()),
        "crashes": len(crashes),
        "found": crashes[:SHOWN],
        "targets": {name: tally.told() for name, tally in tallies.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
