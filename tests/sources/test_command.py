"""Commands that tell something are bounded in every way."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from firstcause.sources.command import output_of
from firstcause.sources.errors import CommandError

PYTHON = [sys.executable, "-c"]


def test_its_output() -> None:
    """What it prints, with what was added to its environment."""
    script = "import os; print(os.environ['ADDED'], end='')"
    assert output_of([*PYTHON, script], 20, 100, {"ADDED": "yes"}) == b"yes"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import sys; sys.exit('no such\\ncluster')", "ended with exit code 1: no such cluster"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended with exit code -9: no reason given"),
        ("print('x' * 10000)", "said more than 1000 bytes"),
    ],
)
def test_what_goes_wrong_is_told(script: str, reason: str) -> None:
    """Its exit code with its own last words, or the bound that it broke."""
    with pytest.raises(CommandError, match=reason):
        output_of([*PYTHON, script], 20, 1000)


def test_a_command_that_hangs_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    """Also the child that holds the pipe open."""
    pid = tmp_path / "pid"
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    begun = time.monotonic()
    with pytest.raises(CommandError, match="did not end within 4 s"):
        output_of([*PYTHON, script], 4, 1000)
    assert time.monotonic() - begun < 20
    deadline = time.monotonic() + 10
    while _lives(int(pid.read_text())):
        assert time.monotonic() < deadline


def test_an_endless_answer_is_cut_short() -> None:
    """It is killed as soon as it said too much, not when its time is over."""
    with pytest.raises(CommandError, match="said more than"):
        output_of([*PYTHON, "while True: print('x' * 1000)"], 60, 10_000)


def test_no_shell_reads_it(tmp_path: Path) -> None:
    """An argument is an argument, whatever stands in it."""
    said = output_of(["printf", "%s", f"$(touch {tmp_path}/owned); `id`"], 20, 1000)
    assert said.startswith(b"$(touch")
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_is_not_there() -> None:
    """Told with its name."""
    with pytest.raises(CommandError, match="cannot run no-such-command-here"):
        output_of(["no-such-command-here"], 20, 1000)


def test_nothing_stays_open() -> None:
    """Looks, good and bad, leave as many descriptors as before."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        output_of(["true"], 20, 10)
        with pytest.raises(CommandError):
            output_of(["false"], 20, 10)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def _lives(pid: int) -> bool:
    """A zombie has ended."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
