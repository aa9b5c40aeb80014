"""Runs drills as a user would, and reads their verdicts: shared by the benchmarks of whole drills."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from firstcause.counting.answers import ENOUGH_FOR_TAIL

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One drill: its verdict (None when it did not come to one), exit code and folder."""

    verdict: Document | None
    code: int
    folder: Path
    errors: str


def play(arguments: Sequence[str], meanwhile: Callable[[subprocess.Popen[bytes], Path], None] | None = None) -> Outcome:
    """Run `firstcause drill ... --format json` in a folder of its own; `meanwhile` may meddle with it."""
    folder = Path(tempfile.mkdtemp(prefix="firstcause-bench-"))
    command = [sys.executable, "-m", "firstcause", "drill", *arguments, "--format", "json", "--out", str(folder)]
    with (folder.parent / f"{folder.name}.err").open("w+b") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        if meanwhile:
            meanwhile(process, folder)
        out, _ = process.communicate()
        errors.seek(0)
        said = errors.read().decode()
    return Outcome(json.loads(out) if out.strip() else None, process.returncode, folder, said)


def figure_errors(verdict: Document) -> list[str]:
    """Which figures miss their bound: requests and failed 2 % or 5, users 5 % or 5, p99 15 %, times 3 s.

    None where no customer was hurt: then there are none to compare.
    """
    figures = verdict["figures"]
    assert isinstance(figures, dict)
    judged = {name: pair for name, pair in figures.items() if name in BOUNDS and name not in not_observed(verdict)}
    return [name for name, pair in judged.items() if not BOUNDS[name](pair["rca"], pair["ledger"])]


def not_observed(verdict: Document) -> list[str]:
    """Figures that the RCA rightly calls not observed: a p99 of fewer requests than one wants, by the ledger too."""
    figures = verdict["figures"]
    assert isinstance(figures, dict)
    p99 = figures.get("p99_seconds")
    if p99 is None or p99["rca"] is not None:
        return []
    return ["p99_seconds"] if figures["requests"]["ledger"] < ENOUGH_FOR_TAIL else []


def _within(share: float, least: float) -> Callable[[float | None, float | None], bool]:
    def check(rca: float | None, ledger: float | None) -> bool:
        return rca is not None and ledger is not None and abs(rca - ledger) <= max(share * ledger, least)

    return check


BOUNDS = {
    "requests": _within(0.02, 5),
    "failed": _within(0.02, 5),
    "users": _within(0.05, 5),
    "p99_seconds": _within(0.15, 0),
    "onset": _within(0, 3),
    "recovery": _within(0, 3),
}


def late(verdict: Document) -> list[str]:
    """Which intervals miss their bound: detected 5 s, paged 1 s after that, cause 10 s after detection."""
    seconds = verdict["seconds"]
    assert isinstance(seconds, dict)
    detected, paged, cause = seconds["detected"], seconds["paged"], seconds["diagnosed"]
    misses = []
    if detected is None or detected > 5:
        misses.append("detected")
    if detected is None or paged is None or paged - detected > 1:
        misses.append("paged")
    if detected is None or cause is None or cause - detected > 10:
        misses.append("diagnosed")
    return misses
