"""A short run of bench/fuzz.py: no parser falls over, and a finding can be had again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[2]


def fuzz(*options: str) -> dict[str, object]:
    command = [sys.executable, "bench/fuzz.py", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout, done.stderr
    return cast(dict[str, object], json.loads(done.stdout))


def test_no_parser_of_bytes_from_the_wire_falls_over() -> None:
    """A hundred spoilt inputs for each, and the lane among them."""
    line = fuzz("--executions", "100", "--seed", "under test")
    assert line["found"] == []
    assert line["executions"] == 1000


def test_the_same_seed_finds_the_same() -> None:
    """Wherever nothing but the seed decides."""
    options = ("--executions", "20", "--only", "flight", "--only", "explain", "--only", "log line", "--seed", "7")
    first, second = fuzz(*options), fuzz(*options)
    assert (first["outcomes"], first["executions"]) == (second["outcomes"], second["executions"])
