"""After a TLS 1.3 handshake a silent server is listened to, but only where that may still change anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lab.certificates import NAME, Certificates
from tests.lab.servers import Servers

from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.attempt import FIRST_READ_SECONDS
from firstcause.sources.handshake.lane import DeepLane

TRIES = 5  # on a busy machine one look alone may take as long as the wait that is to be shown


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[tuple[int, View]]:
    """A server that sends no tickets, and what its caller trusts."""
    made = Certificates(tmp_path, datetime.now(UTC))
    with ExitStack() as closing:
        servers = Servers(made, closing)
        port = servers.openssl(made.leaf(), "-tls1_3", "-num_tickets", "0")
        servers.start()
        yield port, View("caller", made.trust)


def test_a_healthy_silent_server_is_listened_to(silent: tuple[int, View]) -> None:
    """It may still refuse us (RFC 8446 section 4.4.2.4)."""
    seen, seconds = _looked(silent, NAME)
    assert seen.failure is None
    assert seconds >= FIRST_READ_SECONDS


def test_a_fault_that_we_find_ourselves_ends_the_wait(silent: tuple[int, View]) -> None:
    """Nothing that the server may still say would change what is wrong with its certificate."""
    found = [_looked(silent, "another.internal") for _ in range(TRIES)]
    assert {seen.failure.code for seen, _ in found if seen.failure} == {"tls/name-mismatch"}
    assert min(seconds for _, seconds in found) < FIRST_READ_SECONDS


def _looked(silent: tuple[int, View], name: str) -> tuple[HandshakeObserved, float]:
    port, view = silent
    with DeepLane() as lane:
        began = time.monotonic()
        return lane.look_once(Look("shop", Endpoint("127.0.0.1", port, name), view)), time.monotonic() - began
