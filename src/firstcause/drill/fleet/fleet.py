"""The supervisor: makes a fleet's files, starts its processes, knows which are gone, and ends them all.

Children live in another session, so Ctrl-C in the terminal does not reach them; they leave when their standard input
ends, which also happens when this process is killed. A replica is gone when every copy of its liveness pipe is
closed, whichever successor held the last one.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from firstcause.drill.fleet.authority import RunAuthority, create_authority
from firstcause.drill.fleet.files import write_atomically
from firstcause.drill.fleet.first_release import first_files
from firstcause.drill.fleet.layout import EDGE, LOOPBACK, FleetLayout, ReplicaLayout, ServiceLayout
from firstcause.drill.fleet.nursery_process import Nursery
from firstcause.drill.fleet.releases import make_current, prepare_release
from firstcause.drill.fleet.spawn import READY, START_SECONDS, Descriptors, Process, Starting, spawn
from firstcause.drill.fleet.state import create_state
from firstcause.drill.fleet.wire import send_at_once
from firstcause.model.errors import FirstcauseError

FIRST_RELEASE: Final = "r41"
REPLICAS: Final[Mapping[str, int]] = {EDGE: 1, "order-service": 4, "billing-api": 2, "notification-service": 2}
STOP_SECONDS: Final = 2.5
BACKLOG: Final = 128


class FleetError(FirstcauseError):
    """The fleet did not come up."""


@dataclass(frozen=True, slots=True)
class _Child:
    """A started replica: its first process, and our ends of its pipes."""

    process: Process
    stdin: int
    liveness: int


class Fleet:
    """A fleet on loopback. Made by `create`, which also binds the ports; a context manager that stops it."""

    def __init__(
        self, layout: FleetLayout, authority: RunAuthority, sockets: Mapping[str, tuple[socket.socket, socket.socket]]
    ) -> None:
        self.layout = layout
        self.authority = authority
        self._sockets = dict(sockets)
        self._children: dict[str, _Child] = {}
        self._nursery = Nursery(layout)

    @classmethod
    def create(cls, directory: Path, *, now: datetime, otlp: str = "", capped: str = "") -> Fleet:
        """Bind the ports and write layout, certificates and the first release of every service.

        `capped` names a service whose client library speaks TLS 1.2 at most.
        """
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "logs").mkdir(exist_ok=True)
        names = {service: [f"{service}-{i + 1}" for i in range(n)] for service, n in REPLICAS.items()}
        sockets = {name: (_bind(), _bind()) for replicas in names.values() for name in replicas}
        services = tuple(_service(service, replicas, sockets) for service, replicas in names.items())
        layout = FleetLayout(directory.resolve(), services, otlp)
        authority = create_authority(layout.authority, now)
        for service in services:
            prepare_release(layout, service.name, FIRST_RELEASE, first_files(authority, service, now, capped=capped))
            make_current(layout, service.name, FIRST_RELEASE)
            create_state(layout.state(service.name))
            for replica in service.replicas:
                write_atomically(layout.desired(replica.name), FIRST_RELEASE.encode())
        layout.changes.touch()
        layout.save()
        return cls(layout, authority, sockets)

    def start(self) -> None:
        """Start every replica and wait until all are ready. Raises FleetError and stops what came up."""
        self._nursery.open()
        starting = {name: self._spawn(name) for name in list(self._sockets)}
        deadline = time.monotonic() + START_SECONDS
        outcomes = {n: s.outcome(max(0, deadline - time.monotonic())) for n, s in starting.items()}
        for name, outcome in outcomes.items():
            if outcome != READY:
                self.stop()
                raise FleetError(f"{name} did not start: {outcome}", hint=f"see {self.layout.last_words(name)}")

    def stop_service(self, service: str) -> None:
        """End all replicas of one service at once, on purpose: their ports refuse, and `dead` does not name them."""
        names = [replica.name for replica in self.layout.service(service).replicas]
        _end([self._children.pop(name) for name in names if name in self._children])

    def start_service(self, service: str) -> None:
        """Start the replicas of a stopped service again, on their old ports, with the release that is desired.

        Raises FleetError, and OSError when somebody else took a port meanwhile.
        """
        for replica in self.layout.service(service).replicas:
            self._sockets[replica.name] = (_bind(replica.port), _bind(replica.metrics_port))
        self.start()

    def stop(self) -> None:
        """Ask all to leave, wait, and kill what is left after 2.5 s."""
        _end(list(self._children.values()))
        self._children.clear()
        self._nursery.close()
        for pair in self._sockets.values():
            _close(pair)
        self._sockets.clear()

    def dead(self) -> list[str]:
        """Replicas of which no process is left."""
        return [name for name, child in self._children.items() if _gone(child, 0)]

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None) -> None:
        self.stop()

    def _spawn(self, name: str) -> Starting:
        """Start one replica; our copies of what it inherits are closed, so that only its own life keeps them open."""
        pair = self._sockets.pop(name)
        liveness, held = os.pipe()
        left, stdin = os.pipe()
        errors = self.layout.last_words(name)
        try:
            with errors.open("ab") as stderr:
                inherited = Descriptors(pair[0].fileno(), pair[1].fileno(), held)
                starting = spawn(
                    self.layout,
                    name,
                    inherited,
                    release=self.layout.desired(name).read_text().strip(),
                    stdin=left,
                    stderr=stderr.fileno(),
                )
        finally:
            os.close(held)
            os.close(left)
            _close(pair)
        self._children[name] = _Child(starting.process, stdin, liveness)
        return starting


def _service(
    name: str, replicas: list[str], sockets: Mapping[str, tuple[socket.socket, socket.socket]]
) -> ServiceLayout:
    ports = [[s.getsockname()[1] for s in sockets[r]] for r in replicas]
    layouts = (ReplicaLayout(r, LOOPBACK, tls, metrics) for r, (tls, metrics) in zip(replicas, ports, strict=True))
    return ServiceLayout(name, f"{name}.internal", tuple(layouts))


def _end(children: Sequence[_Child]) -> None:
    """Ask them to leave, wait, and kill what is left after 2.5 s."""
    for child in children:
        os.close(child.stdin)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        if not _gone(child, max(0, deadline - time.monotonic())):
            # The group outlives its first process as long as a successor is in it.
            with suppress(ProcessLookupError):  # it left at the last moment
                os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        os.close(child.liveness)


def _bind(port: int = 0) -> socket.socket:
    listening = socket.create_server((LOOPBACK, port), backlog=BACKLOG)
    send_at_once(listening)  # accepted connections inherit it
    return listening


def _close(pair: tuple[socket.socket, socket.socket]) -> None:
    for listening in pair:
        listening.close()


def _gone(child: _Child, seconds: float) -> bool:
    """Whether the liveness pipe ended: nothing is ever written to it, so readable means end of file."""
    return bool(select.select([child.liveness], [], [], seconds)[0])
