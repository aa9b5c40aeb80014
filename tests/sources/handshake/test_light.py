"""The light lane at real servers: every suite, every kind of key, and whatever pieces the bytes come in."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from tests.lab.certificates import NAME, Certificates
from tests.lab.servers import HAPROXY, NGINX, Servers

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.lightly import Lightly

NEVER, ALWAYS = 10**9, 1


@dataclass
class Fleet:
    """Servers, and a lane that looks lightly first; `lightly` counts what it told alone."""

    made: Certificates
    servers: Servers
    lane: DeepLane
    lightly: Lightly

    def look(
        self, port: int, *, protocol: str = "", alpn: tuple[str, ...] = (), view: View | None = None
    ) -> HandshakeObserved:
        self.servers.start()
        endpoint = Endpoint("127.0.0.1", port, NAME, alpn, protocol)
        return self.lane.look_once(Look("shop", endpoint, view or View("caller", self.made.trust), 5.0))


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    lightly = Lightly(NEVER)
    with ExitStack() as closing, DeepLane(light=lightly) as lane:
        made = Certificates(tmp_path, datetime.now(UTC))
        yield Fleet(made, Servers(made, closing), lane, lightly)


@pytest.mark.parametrize("suite", ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
def test_every_suite(fleet: Fleet, suite: str) -> None:
    """Whichever the server insists on."""
    port = fleet.servers.openssl(fleet.made.leaf(), "-tls1_3", "-ciphersuites", suite)
    seen = fleet.look(port)
    assert (seen.outcome, seen.observed.cipher, fleet.lightly.told) == (Outcome.HEALTHY, suite, 1)
    assert (seen.observed.version, seen.observed.group) == ("TLSv1.3", "x25519")
    assert len(seen.observed.chain) == 2


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "RSA-2048", "Ed25519"])
def test_every_kind_of_key(fleet: Fleet, kind: str) -> None:
    """The server proves that it has the leaf's."""
    keys: dict[str, Callable[[], Any]] = {
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "RSA-2048": lambda: rsa.generate_private_key(65537, 2048),
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
    }
    bundle = fleet.made.leaf(key=keys[kind]())
    assert fleet.look(fleet.servers.openssl(bundle, "-tls1_3")).outcome is Outcome.HEALTHY
    assert fleet.lightly.told == 1


@pytest.mark.parametrize("tickets", ["0", "1", "2"])
def test_a_server_without_tickets_is_waited_for(fleet: Fleet, tickets: str) -> None:
    """As long as the deep lane waits: it might still refuse us."""
    port = fleet.servers.openssl(fleet.made.leaf(), "-tls1_3", "-num_tickets", tickets)
    fleet.servers.start()
    began = time.monotonic()
    assert fleet.look(port).outcome is Outcome.HEALTHY
    assert fleet.lightly.told == 1
    assert tickets != "0" or time.monotonic() - began > 0.3


@pytest.mark.parametrize("size", [1, 3, 500])
def test_records_in_pieces(fleet: Fleet, size: int) -> None:
    """However the network cuts them."""
    behind = fleet.servers.python(fleet.made.rsa())

    def handle(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with socket.create_connection(("127.0.0.1", behind), timeout=5) as server:
            for _ in range(2):  # its flight, and its tickets
                server.sendall(connection.recv(65536))
                data = server.recv(65536)
                for place in range(0, len(data), size):
                    connection.sendall(data[place : place + size])
            connection.recv(65536)

    assert fleet.look(fleet.servers.serve(handle)).outcome is Outcome.HEALTHY


@pytest.mark.needs(NGINX)
def test_an_http_server_is_asked(fleet: Fleet) -> None:
    """nginx answers the HEAD; and it chooses the protocol."""
    seen = fleet.look(
        fleet.servers.nginx(fleet.made.leaf(), "ssl_protocols TLSv1.3"), protocol="http", alpn=("http/1.1",)
    )
    assert (seen.outcome, seen.observed.alpn, fleet.lightly.told) == (Outcome.HEALTHY, "http/1.1", 1)


@pytest.mark.needs(HAPROXY)
def test_haproxy(fleet: Fleet) -> None:
    """With an application protocol, and a staple that nobody has."""
    seen = fleet.look(fleet.servers.haproxy(fleet.made.rsa(), "alpn", "h2,http/1.1"), alpn=("h2",))
    assert (seen.outcome, seen.observed.alpn, fleet.lightly.told) == (Outcome.HEALTHY, "h2", 1)


def test_a_staple_is_seen(fleet: Fleet) -> None:
    """As the deep lane sees it."""
    leaf = fleet.made.leaf()
    seen = fleet.look(fleet.servers.openssl(leaf, "-status_file", fleet.made.staple(leaf.leaf)))
    assert (seen.outcome, bool(seen.observed.ocsp_staple), fleet.lightly.told) == (Outcome.HEALTHY, True, 1)


def test_what_it_cannot_follow_the_deep_lane_tells(fleet: Fleet) -> None:
    """Another group, an older version, a request for a certificate: all is well, and the light lane said nothing."""
    leaf, trust = fleet.made.leaf(), fleet.made.trust
    for options in (("-groups", "P-384"), ("-tls1_2",), ("-verify", "3", "-CAfile", trust)):
        assert fleet.look(fleet.servers.openssl(leaf, *options)).outcome is Outcome.HEALTHY
    assert fleet.lightly.told == 0


def test_an_endpoint_that_is_not_for_it_is_not_asked_twice(fleet: Fleet) -> None:
    """Two handshakes for each look would be one too many."""
    asked: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")

    port = fleet.servers.serve(handle)
    for _ in range(2):
        assert fleet.look(port).outcome is Outcome.FAULTY
    assert len(asked) == 3


def test_a_limit_of_the_caller_is_kept(fleet: Fleet) -> None:
    """Who speaks TLS 1.2 at most is not looked at with TLS 1.3."""
    view = View("old caller", fleet.made.trust, max_version="TLSv1.2")
    seen = fleet.look(fleet.servers.openssl(fleet.made.leaf()), view=view)
    assert (seen.observed.version, fleet.lightly.told) == ("TLSv1.2", 0)


def test_where_the_lanes_disagree_it_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two handshakes with one address found different things, and nobody is called healthy."""
    lightly = Lightly(ALWAYS)
    with ExitStack() as closing, DeepLane(light=lightly) as lane:
        made = Certificates(tmp_path, datetime.now(UTC))
        servers = Servers(made, closing)
        turns = [servers.python(made.leaf()), servers.python(made.leaf(names=("other.internal",)))]

        def handle(connection: socket.socket) -> None:
            """A balancer with two servers behind it, of which one has another's certificate."""
            with socket.create_connection(("127.0.0.1", turns.pop(0)), timeout=5) as behind:
                for _ in range(2):
                    behind.sendall(connection.recv(65536))
                    connection.sendall(behind.recv(65536))
                connection.recv(65536)

        endpoint = Endpoint("127.0.0.1", servers.serve(handle), NAME)
        seen = lane.look_once(Look("shop", endpoint, View("caller", made.trust), 5.0))
    assert (seen.verdict, seen.contradicts) == ("tls/name-mismatch", "healthy")
    assert "the light lane found it healthy, and the deep lane right after it tls/name-mismatch" in caplog.text
