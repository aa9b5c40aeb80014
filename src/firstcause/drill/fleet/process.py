"""`python -m firstcause.drill.fleet.process`: a replica as an operating-system process.

It serves the release it was started with, watches which release it should run, and hands its sockets to a successor
when that changes: the old process stops accepting only when the new one has begun, so nobody is refused. When the
supervisor is gone, so is this process within a second.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firstcause.drill.fleet.layout import FleetLayout, load
from firstcause.drill.fleet.logs import Log, raw_words
from firstcause.drill.fleet.replica import Replica, build, leave_when_orphaned
from firstcause.drill.fleet.running import Refused, Running, write_running
from firstcause.drill.fleet.spawn import READY, Descriptors, spawn

PULSE_SECONDS: Final = 0.05
DRAIN_SECONDS: Final = 2.0
ORPHANED_DRAIN_SECONDS: Final = 0.4
ORPHANED_GRACE_SECONDS: Final = 0.9


@dataclass(frozen=True, slots=True)
class Options:
    """The command line. `tell` is the descriptor on which the starter wants to hear how it went."""

    layout: FleetLayout
    replica: str
    release: str
    inherited: Descriptors
    tell: int


class Watch:
    """The process's main thread: keeps what runs in step with what is desired."""

    def __init__(self, options: Options, replica: Replica, leave: threading.Event) -> None:
        self._options = options
        self._replica = replica
        self._leave = leave
        self._running = Running(replica.release, os.getpid(), time.time())
        self._declined = ""

    def announce(self) -> None:
        """Tell everybody what runs."""
        write_running(self._options.layout.running(self._options.replica), self._running)

    def run(self) -> None:
        """Until the supervisor is gone or a successor has taken over; then drain."""
        while not self._pulse():
            self._replica.identity.renew_if_changed(self._replica.telemetry.log)
            if self._succeeded():
                self._replica.stop(DRAIN_SECONDS)
                return
        self._replica.callbacks.abandon()
        self._replica.stop(ORPHANED_DRAIN_SECONDS)

    def _pulse(self) -> bool:
        before = time.monotonic()
        leaving = self._leave.wait(PULSE_SECONDS)
        if not leaving:
            self._replica.telemetry.metrics.lagged(time.monotonic() - before - PULSE_SECONDS)
        return leaving

    def _succeeded(self) -> bool:
        """Whether another release is desired and runs. One that was refused is not tried again until called off."""
        desired = self._options.layout.desired(self._options.replica).read_text().strip()
        if desired == self._replica.release:
            self._declined = ""
        return desired not in (self._replica.release, self._declined) and self._hand_over(desired)

    def _hand_over(self, release: str) -> bool:
        """Whether a successor runs `release` now. If it does not come up, we go on and say why."""
        starting = spawn(
            self._options.layout,
            self._options.replica,
            self._options.inherited,
            release=release,
            group=os.getpgrp(),
        )
        outcome = starting.outcome()
        if outcome == READY:
            self._replica.telemetry.log.write(
                "INFO", "handed over", successor=release, successor_pid=starting.process.pid
            )
            return True
        starting.process.kill()
        starting.process.wait()
        self._declined = release
        self._running = Running(self._replica.release, os.getpid(), self._running.at, Refused(release, outcome))
        self.announce()
        self._replica.telemetry.log.write("ERROR", "release refused", successor=release, error=outcome)
        return False


def run(options: Options) -> int:
    """Run one replica until it is no longer wanted; an exit code."""
    service, _ = options.layout.replica(options.replica)
    log = Log(options.layout.log(options.replica), service.name, options.replica, options.release)
    leave = threading.Event()
    leave_when_orphaned(leave, ORPHANED_GRACE_SECONDS)
    try:
        replica = build(options.layout, options.replica, options.release, options.inherited, log)
    except OSError as error:  # ssl.SSLError is one
        log.write("ERROR", "cannot start", error=raw_words(error))
        _tell(options.tell, raw_words(error))
        return 1
    watch = Watch(options, replica, leave)
    replica.start()
    watch.announce()
    log.write("INFO", "ready", pid=os.getpid())
    _tell(options.tell, READY)
    watch.run()
    return 0


def _tell(descriptor: int, outcome: str) -> None:
    os.write(descriptor, outcome.encode()[:4096])
    os.close(descriptor)


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="firstcause.drill.fleet.process", description=__doc__)
    parser.add_argument("--layout", type=Path, required=True)
    parser.add_argument("--replica", required=True)
    parser.add_argument("--release", required=True)
    parser.add_argument("--descriptors", required=True, help="tls,metrics,liveness,tell")
    given = parser.parse_args()
    tls, metrics, liveness, tell = (int(d) for d in given.descriptors.split(","))
    return Options(load(given.layout), given.replica, given.release, Descriptors(tls, metrics, liveness), tell)


if __name__ == "__main__":
    # Threads that still wait for a peer must not keep a process alive that nobody wants any more.
    os._exit(run(_options()))
