"""What a process has cost by now, asked of the kernel."""

from __future__ import annotations

import os
import time
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SCHEDULED = 2  # CPUCLOCK_SCHED of <linux/posix-timers.h>: what the scheduler counted, in nanoseconds


def cpu_microseconds(process: int) -> float:
    """User and system time of all of its threads, those that ended too: clock_getcpuclockid(3) of that process."""
    return time.clock_gettime_ns((~process << 3) | _SCHEDULED) / 1000


def resident_bytes(process: int) -> int:
    """What it holds in memory."""
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * _PAGE_BYTES
