"""A range for hostile servers: each look at one is held against the same bounds, whatever the server does.

The outcome has a name, it comes within the look's time, costs little memory, and what is told of it is short and
printable. The margins are wide, since machines are busy; what they must catch is a look without any bound.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from firstcause.cli.observed_json import observed_json
from firstcause.cli.observed_text import observed_text
from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.pki.faults import Recipe
from firstcause.sources.handshake.lane import DeepLane
from firstcause.testing.loopback import Handler, Server, scripted
from firstcause.testing.sealed_server import SealedServer

NAME = "order-service.internal"
MARGIN_SECONDS = 10.0
MOST_MEMORY = 32 << 20
MOST_SENT = 16 << 20  # our side takes half a MiB; the rest is in the buffers of the system
MOST_TOLD = 20_000


@dataclass
class Range:
    """A lane, a fleet's authority, and servers that mean no good."""

    directory: Path
    lane: DeepLane
    servers: list[Server] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    sent: int = 0  # bytes that endless servers could get rid of

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        self.root = authority.root("Internal Root CA", now)
        self.recipe = Recipe(
            authority.intermediate(self.root, "Internal Issuing CA", now), "order-service", (NAME,), now
        )
        self.bundle = self.recipe.bundle()
        trust = self.directory / "ca.pem"
        trust.write_bytes(self.root.certificate_pem)
        self.view = View("billing-api", str(trust))

    def serve(self, handle: Handler) -> Server:
        self.servers.append(Server(handle))
        return self.servers[-1]

    def says(self, *script: bytes | str) -> Server:
        return self.serve(scripted(*script, over=self.over))

    def endless(self, first: bytes, unit: bytes, pause: float = 0.0) -> Server:
        """Says the first, and then the same again and again, until nobody listens."""

        def handle(connection: socket.socket) -> None:
            connection.recv(65536)
            connection.sendall(first)
            while not self.over.wait(pause):
                connection.sendall(unit)
                self.sent += len(unit)

        return self.serve(handle)

    def sealed(self, say: Callable[[SealedServer], None]) -> Server:
        """Behind its ServerHello, a server of TLS 1.3 says this."""

        def handle(connection: socket.socket) -> None:
            say(SealedServer(connection))
            self.over.wait(MARGIN_SECONDS)

        return self.serve(handle)

    def floods(self, server: SealedServer, record: Callable[[], bytes]) -> None:
        """Sealed records without end, until nobody listens."""
        while not self.over.is_set():
            data = b"".join(record() for _ in range(20))
            server.connection.sendall(data)
            self.sent += len(data)

    def look(self, server: Server, *, protocol: str = "", timeout: float = 1.0) -> HandshakeObserved:
        look = Look("shop", Endpoint("127.0.0.1", server.port, NAME, (), protocol), self.view, timeout, diagnostic=True)
        before, began = _memory("VmRSS", renew=True), time.monotonic()
        observed = self.lane.look_once(look)
        assert time.monotonic() - began < timeout + MARGIN_SECONDS
        assert _memory("VmHWM") - before < MOST_MEMORY
        assert self.sent < MOST_SENT
        check_told(observed)
        return observed


def check_told(observed: HandshakeObserved) -> None:
    """A named outcome, in few and printable words."""
    assert observed.outcome is not Outcome.UNOBSERVED, observed.failure
    text, data = observed_text(observed), json.dumps(observed_json(observed, datetime.now(UTC)))
    assert all(line.isprintable() for line in text.split("\n"))
    assert all(value.isprintable() for value in _texts(asdict(observed)))
    assert len(text) < MOST_TOLD
    assert len(data) < MOST_TOLD + 2 * (1 << 14)  # a staple is kept whole


def code_of(observed: HandshakeObserved) -> str:
    return observed.failure.code if observed.failure else observed.outcome.value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))


def _memory(what: str, *, renew: bool = False) -> int:
    """Bytes of this process: those in use, or the most there were since it was renewed."""
    if renew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    line = next(
        one for one in Path("/proc/self/status").read_text(encoding="ascii").split("\n") if one.startswith(what)
    )
    return int(line.split()[1]) * 1024


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Range]:
    with DeepLane() as lane:
        at = Range(tmp_path, lane)
        try:
            yield at
        finally:
            at.over.set()
            for server in at.servers:
                server.stop()
