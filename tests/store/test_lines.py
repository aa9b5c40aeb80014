"""A line is on disk, whole, before anybody is told so; or it is not there at all."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from firstcause.model.errors import StorageFullError
from firstcause.store.lines import DurableLines

FULL = """
import pathlib, resource, signal, sys
from firstcause.model.errors import StorageFullError
from firstcause.store.lines import DurableLines
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
lines = DurableLines(pathlib.Path(sys.argv[1]))
lines.append(b"a" * 899 + b"\\n")
try:
    lines.append(b"b" * 899 + b"\\n")
except StorageFullError as error:
    print(error.retryable, bool(error.hint))
lines.append(b"c" * 49 + b"\\n")
"""
MANY = """
import pathlib, sys
from firstcause.store.lines import DurableLines
lines = DurableLines(pathlib.Path(sys.argv[1]))
for number in range(100):
    lines.append(f"{sys.argv[2]} {number} {'x' * 200}\\n".encode())
"""


def test_lines_stand_one_after_another(tmp_path: Path) -> None:
    """In the order in which they came, in a folder that need not be there."""
    lines = DurableLines(tmp_path / "deep" / "lines")
    lines.append(b"one\n")
    lines.append(b"two\n")
    assert (tmp_path / "deep" / "lines").read_bytes() == b"one\ntwo\n"


def test_half_a_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    """What a power loss left stays a line of its own."""
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntw")
    DurableLines(path).append(b"three\n")
    assert path.read_bytes() == b"one\ntw\nthree\n"


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """The line that found no room is refused whole, and the next one that does find room stands by itself."""
    path = tmp_path / "lines"
    done = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True True\n"
    assert path.read_bytes() == b"a" * 899 + b"\n" + b"c" * 49 + b"\n"


def test_threads_and_processes_do_not_mingle(tmp_path: Path) -> None:
    """Two processes of a hundred lines each: two hundred whole lines."""
    path = tmp_path / "lines"
    with ThreadPoolExecutor(2) as pool:
        commands = [[sys.executable, "-c", MANY, str(path), name] for name in ("left", "right")]
        list(pool.map(lambda command: subprocess.run(command, check=True, timeout=60), commands))
    written = path.read_text().splitlines()
    assert sorted(written) == sorted(f"{name} {n} {'x' * 200}" for name in ("left", "right") for n in range(100))


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """Not a full disk: trying again does not help, and it is loud."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match=r"Not a directory|File exists") as error:
        DurableLines(tmp_path / "file" / "lines").append(b"one\n")
    assert not isinstance(error.value, StorageFullError)
