"""The whole way: a server on loopback sends spoilt flights, in clear text and sealed, and the real lane looks at it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from random import Random

from firstcause.model.handshake import Look
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.lane import DeepLane
from firstcause.testing import tls_bytes as tls
from firstcause.testing.loopback import Server
from firstcause.testing.sealed_server import SealedServer
from fuzzing import mutate
from fuzzing.targets import NAME, Seeds, spoilt, told

TIMEOUT_SECONDS = 2.0
Script = Callable[[socket.socket], None]


class Wire:
    """A lane and a server, which does what the next execution wants. `close` ends both."""

    def __init__(self, seeds: Seeds, trust: Path) -> None:
        self._seeds = seeds
        self._script: Script = lambda _: None
        self._lane = DeepLane()
        self._server = Server(lambda connection: self._script(connection))
        self._look = Look(
            "shop",
            Endpoint("127.0.0.1", self._server.port, NAME),
            View("fuzz", str(trust)),
            TIMEOUT_SECONDS,
            diagnostic=True,
        )

    def close(self) -> None:
        self._lane.close()
        self._server.stop()

    def execute(self, random: Random) -> str:
        """One look."""
        self._script = self._sealed(random) if random.random() < 0.6 else self._clear(random)
        observed = self._lane.look_once(self._look)
        # A look that was not taken is one that failed on our side.
        assert observed.outcome.value != "unobserved", observed.failure
        return told(observed)

    def _clear(self, random: Random) -> Script:
        flight = spoilt(random, random.choice(self._seeds.flights), mutate.in_records)

        def say(connection: socket.socket) -> None:
            connection.recv(1 << 16)
            connection.sendall(flight)

        return say

    def _sealed(self, random: Random) -> Script:
        chain, staple = random.choice(self._seeds.chains), random.choice(self._seeds.staples)
        asks = tls.extension(13, tls.vector(b"\x04\x03", 2)) + tls.extension(47, tls.vector(tls.vector(_ISSUER, 2), 2))
        at = random.randrange(5)
        certificate = chain[0] if at != 2 else spoilt(random, chain[0], mutate.in_der)
        response = staple if at != 3 else spoilt(random, staple, mutate.in_der)
        messages = [
            tls.message(tls.ENCRYPTED_EXTENSIONS, b"\x00\x00"),
            tls.message(tls.CERTIFICATE_REQUEST, b"\x00" + tls.vector(asks, 2)),
            tls.certificates_13((certificate, *chain[1:]), tls.extension(5, tls.staple(response)) if at == 3 else b""),
        ]
        if at in (0, 1):
            messages[at] = messages[at][:4] + mutate.scattered(random, messages[at][4:])
        after = spoilt(random, _TICKET, mutate.scattered) if at == 4 else b""

        def say(connection: socket.socket) -> None:
            server = SealedServer(connection)
            for message in messages:
                server.say(message)
            server.prove(self._seeds.key)
            server.finish()
            connection.sendall(server.seal(tls.HANDSHAKE, after) if after else b"")

        return say


_ISSUER = bytes.fromhex("300d310b300906035504030c0252") + b"R"
_TICKET = tls.message(tls.NEW_SESSION_TICKET, bytes(8) + tls.vector(b"n", 1) + tls.vector(b"ticket", 2) + b"\x00\x00")
