"""A service of many threads shares one arena: its memory does not grow by a heap a thread."""

import platform
import subprocess
import sys

import pytest

COUNT = """
import ctypes, re, sys, threading
from pathlib import Path
from firstcause.serve.memory import share_one_arena
if sys.argv[1] == "shared":
    assert share_one_arena()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
ready = threading.Barrier(9)
def work():
    libc.malloc(2000)
    ready.wait(10)
    ready.wait(10)
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
ready.wait(10)
spans = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) ---p 00000000 00:00 0", Path("/proc/self/maps").read_text(), re.MULTILINE)
print(sum(32 << 20 < int(end, 16) - int(start, 16) < 64 << 20 for start, end in spans))  # what a heap has in reserve
ready.wait(10)
"""


def _arenas(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, text=True, timeout=60, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has an arena a thread")
def test_eight_threads_share_one_arena_where_each_had_its_own() -> None:
    """Left alone there are several; after the call, none beside the first."""
    assert _arenas("left alone") >= 4
    assert _arenas("shared") == 0
