"""Joins a running firstcause and its HTTP edge, keeps both up to date, and ends both together."""

from __future__ import annotations

import os
import sys
from logging import getLogger

from firstcause.config.schema import Config
from firstcause.serve.front import Front
from firstcause.serve.memory import share_one_arena
from firstcause.serve.reload import ConfigWatch
from firstcause.serve.running import Running
from firstcause.serve.server import HttpServer, listen
from firstcause.serve.signals import impatient, on_hangup
from firstcause.serve.systemd import ServiceManager, Watchdog

log = getLogger(__name__)


def run(config: Config, *, leave_with_stdin: bool) -> int:
    """Serve until told to stop; returns the exit code: 0, or 130 after Ctrl-C. Raises ListenError, DatabaseError.

    SIGHUP, or a change of the file, takes the configuration anew. A second signal to stop ends the process at once.
    """
    share_one_arena()
    manager, front, watch = ServiceManager(), Front(), ConfigWatch(config.path)
    with impatient():
        listener = listen(config.serve.host, config.serve.port)
        running = Running(config, front, manager)
        watchdog = Watchdog(manager, running.turning)
        with on_hangup(watch.now):
            running.start()
            watch.start(running.reload)
            watchdog.start()
            manager.ready()
            try:
                signal = HttpServer(front, listener, leave_with_stdin=leave_with_stdin).run()
            finally:
                manager.stopping()
                watch.stop()
                unfinished = running.stop()
                watchdog.stop()
    code = 130 if signal == 2 else 0
    if unfinished:
        _leave_now(code)
    return code


def _leave_now(code: int) -> None:
    """Python would wait for every thread. What still hangs in one was given back, and others see to it."""
    log.warning("left with something still under way; it is taken up at the next start")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
