"""Starting a replica's process, by the supervisor or by the replica's predecessor, and hearing whether it came up.

The listening sockets are handed on as open descriptors: no port is ever free for somebody else, and connections that
arrive between two processes wait in the backlog. The starter hears "ready", or why not, over a pipe.

Where the fleet has a nursery, the process is a fork of it and begins at once; where it has none, or no longer, a new
interpreter loads everything first.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.fleet.nursery_door import Order, OrderFds, order_birth

START_SECONDS: Final = 30.0  # a second is usual; a busy machine takes its time
READY: Final = "ready"
STDIN, STDERR = 0, 2


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What every process of one replica inherits: both listening sockets, and its end of the liveness pipe."""

    tls: int
    metrics: int
    liveness: int


@dataclass(frozen=True, slots=True)
class Process:
    """A process that we started or had started; `own` where it is a child of ours, which wants to be waited for."""

    pid: int
    handle: int  # a pidfd: the number of a process may be given to another, this is not
    own: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """At once. One that has ended already stays as it is."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def wait(self) -> None:
        """Until it has ended, and forget it. May be called once."""
        select.select([self.handle], [], [])
        if self.own is not None:
            self.own.wait()
        os.close(self.handle)


@dataclass(frozen=True, slots=True)
class Starting:
    """A process on its way up. `heard` is the read end of the pipe on which it tells."""

    process: Process
    heard: int

    def outcome(self, seconds: float = START_SECONDS) -> str:
        """`READY`, or the reason why it did not come up. May be asked once."""
        try:
            if not select.select([self.heard], [], [], seconds)[0]:
                return f"not ready within {seconds:.0f} s"
            told = os.read(self.heard, 4096).decode()
            return told or f"process {self.process.pid} ended before it was ready"
        finally:
            os.close(self.heard)


def spawn(
    layout: FleetLayout,
    replica: str,
    inherited: Descriptors,
    *,
    release: str,
    group: int = 0,
    stdin: int = STDIN,
    stderr: int = STDERR,
) -> Starting:
    """Start `replica` with `release`, in the process group of its predecessor, or in one of its own (0).

    The end of file on `stdin` tells the process to leave. Raises OSError.
    """
    heard, tell = os.pipe()
    fds = OrderFds(inherited.tls, inherited.metrics, inherited.liveness, tell, stdin, stderr)
    try:
        process = _born(layout, Order(str(layout.file), replica, release, group), fds)
    except OSError:
        os.close(heard)
        raise
    finally:
        os.close(tell)
    return Starting(process, heard)


def _born(layout: FleetLayout, order: Order, fds: OrderFds) -> Process:
    """By the nursery; by a new interpreter where there is none."""
    try:
        pid = order_birth(layout.nursery, order, fds)
        return Process(pid, os.pidfd_open(pid))
    except OSError:
        return _executed(order, fds)


def _executed(order: Order, fds: OrderFds) -> Process:
    numbers = [fds.tls, fds.metrics, fds.liveness, fds.tell]
    arguments = ["--layout", order.layout, "--replica", order.replica, "--release", order.release]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "firstcause.drill.fleet.process", *arguments),
            *("--descriptors", ",".join(map(str, numbers))),
        ],
        stdin=fds.stdin,
        stderr=fds.stderr,
        pass_fds=numbers,
        process_group=order.group,
    )
    return Process(process.pid, os.pidfd_open(process.pid), process)
