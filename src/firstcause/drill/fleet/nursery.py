"""`python -m firstcause.drill.fleet.nursery DOOR`: has loaded what a replica needs, and forks one at every order.

Three replicas that restart at once would otherwise load the same libraries three times, on the very machine on which
customers are served: 0.4 s of CPU each, against 0.02 s for a fork. It runs one thread, so that a fork is safe, and
leaves at the end of its standard input. Its children are on their own: they have standard inputs of theirs.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Final

from firstcause.drill.fleet.layout import load
from firstcause.drill.fleet.nursery_door import Order, OrderFds, open_door, take_order
from firstcause.drill.fleet.process import Options, run
from firstcause.drill.fleet.spawn import Descriptors

REAP_SECONDS: Final = 1.0
LISTEN_SECONDS: Final = 1.0  # for an order; all others wait meanwhile
NAME: Final = 15  # characters of a process's name that Linux keeps


def main() -> int:
    """Serve orders until standard input ends."""
    listening = open_door(Path(sys.argv[1]))
    while True:
        ready, _, _ = select.select([sys.stdin, listening], [], [], REAP_SECONDS)
        _reap()
        if sys.stdin in ready and not os.read(0, 1):
            return 0
        if listening in ready:
            calling, _ = listening.accept()
            calling.settimeout(LISTEN_SECONDS)
            with calling:
                try:
                    _serve(listening, calling)
                except (OSError, ValueError, TypeError):  # whoever called hears nothing, and helps himself
                    traceback.print_exc()


def _serve(listening: socket.socket, calling: socket.socket) -> None:
    order, fds = take_order(calling)
    try:
        child = os.fork()
        if not child:
            listening.close()
            calling.close()
            _live(order, fds)
    finally:  # ours alone: a child never comes back from its life
        for descriptor in astuple(fds):
            os.close(descriptor)
    with suppress(ProcessLookupError, PermissionError):  # it may have done so itself, and be gone
        os.setpgid(child, order.group)
    calling.sendall(str(child).encode())


def _live(order: Order, fds: OrderFds) -> None:
    """The replica's whole life; the process ends with it, whatever happens."""
    code = 1
    try:
        os.setpgid(0, order.group)
        os.dup2(fds.stdin, 0)
        os.dup2(fds.stderr, 2)
        os.close(fds.stdin)
        os.close(fds.stderr)
        Path("/proc/self/comm").write_text(order.replica[:NAME])
        inherited = Descriptors(fds.tls, fds.metrics, fds.liveness)
        code = run(Options(load(Path(order.layout)), order.replica, order.release, inherited, fds.tell))
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def _reap() -> None:
    """Forget children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    sys.exit(main())
