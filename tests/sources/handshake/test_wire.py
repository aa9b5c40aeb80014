"""What a peer can do to a connection short of TLS, and that the lane always answers in time."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcause.model.handshake import HandshakeObserved, Look, Outcome, Phase
from firstcause.model.service import Endpoint, View

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab

HTTP = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
ALERT = b"\x15\x03\x03\x00\x02\x02"
WARNING = b"\x15\x03\x03\x00\x02\x00"
HALF_A_RECORD = b"\x16\x03\x03\x01\x00\x02"
MYSQL = b"J\x00\x00\x00\x0a8.0.36\x00\x0b\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00"
HTTP2_SETTINGS = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"


def server_hello(random: bytes) -> bytes:
    """TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256, and the extension of RFC 5746."""
    body = b"\x03\x03" + random + b"\x00\xc0\x2f\x00" + b"\x00\x05\xff\x01\x00\x01\x00"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message


SERVER_HELLO = server_hello(bytes(range(32)))
DOWNGRADE = server_hello(bytes(24) + b"DOWNGRD\x01")  # RFC 8446 section 4.1.3


def reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def hear(peer: socket.socket) -> None:
    peer.recv(4096)


def hear_and_reset(peer: socket.socket) -> None:
    hear(peer)
    reset(peer)


def code_of(observed: HandshakeObserved) -> str:
    assert observed.outcome is Outcome.FAULTY
    assert observed.failure is not None
    return observed.failure.code


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ((HTTP,), "tls/plaintext-server"),
        ((b"220 mail.internal ESMTP\r\n", "silence"), "tls/plaintext-server"),
        ((b"SSH-2.0-OpenSSH_9.2\r\n",), "tls/plaintext-server"),
        ((b"\x00\x01\x02\x03\x04\x05\x06",), "tls/malformed-record"),
        ((b"\x16\x03\x03\x60\x00" + b"x" * 100, "silence"), "tls/malformed-record"),
        (("reset",), "tls/connection-reset"),
        ((HALF_A_RECORD, "reset"), "tls/connection-reset"),
        (("close",), "tls/peer-closed"),
        ((HALF_A_RECORD, "close"), "tls/malformed-record"),
        ((SERVER_HELLO, "close"), "tls/peer-closed"),
        ((SERVER_HELLO + HALF_A_RECORD, "close"), "tls/peer-closed"),
        ((MYSQL, "silence"), "tls/plaintext-server"),
        ((HTTP2_SETTINGS, "silence"), "tls/plaintext-server"),
        ((b"AMQP\x00\x00\x09\x01",), "tls/plaintext-server"),
        ((DOWNGRADE, "silence"), "tls/downgrade-detected"),
        ((ALERT + bytes([0]),), "tls/peer-closed"),
        ((ALERT + bytes([90]),), "tls/peer-closed"),
        (("silence",), "tls/handshake-timeout"),
        ((HALF_A_RECORD, "silence"), "tls/handshake-timeout"),
        ((ALERT + bytes([40]),), "tls/no-shared-cipher"),
        ((ALERT + bytes([70]),), "tls/no-shared-version"),
        ((ALERT + bytes([80]),), "tls/peer-internal-error"),
        ((ALERT + bytes([86]),), "tls/downgrade-detected"),
        ((ALERT + bytes([109]),), "tls/no-shared-group"),
        ((ALERT + bytes([112]),), "tls/unrecognized-name"),
        ((ALERT + bytes([120]),), "tls/no-shared-alpn"),
        ((WARNING + bytes([100]), "close"), "tls/malformed-record"),
    ],
)
def test_what_a_peer_does_is_named(lab: Lab, script: tuple[bytes | str, ...], code: str) -> None:
    """Bytes, alerts, closes and silences each have their code."""
    assert code_of(lab.look(lab.raw(*script), timeout=1.5)) == code


@pytest.mark.parametrize(
    ("leave", "code", "phase"),
    [
        (socket.socket.close, "tls/peer-closed", Phase.CONNECT),
        (reset, "tls/connection-reset", Phase.CONNECT),
        (hear_and_reset, "tls/connection-reset", Phase.CLIENT_HELLO),
        (hear, "tls/peer-closed", Phase.CLIENT_HELLO),
    ],
)
def test_when_a_server_leaves_is_the_same_at_every_look(
    lab: Lab, leave: Callable[[socket.socket], None], code: str, phase: Phase
) -> None:
    """A server that closes at once resets too, if our hello was quicker: so we come again, and say nothing."""
    server = lab.serve(leave)
    look = Look("shop", Endpoint("127.0.0.1", server.port, "shop.internal"), View("caller", lab.trust), diagnostic=True)
    seen = [lab.lane.look_once(look) for _ in range(10)]
    assert {(code_of(o), o.failure.phase) for o in seen if o.failure} == {(code, phase)}


def test_the_first_bytes_are_kept(lab: Lab) -> None:
    """Clear text stands in the observation, as evidence."""
    observed = lab.look(lab.raw(HTTP))
    assert bytes.fromhex(observed.observed.first_bytes or "") == HTTP[:32]
    assert observed.failure is not None
    assert "HTTP/1.1 400 Bad Request" in observed.failure.explanation


def test_nothing_listens(lab: Lab) -> None:
    """A refused connection is a fault of the service, seen from here."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    observed = lab.look(port)
    assert code_of(observed) == "net/connection-refused"
    assert observed.failure is not None
    assert observed.failure.phase is Phase.CONNECT


def test_a_full_backlog_is_a_connect_timeout(lab: Lab) -> None:
    """A listener that never accepts lets the connection hang, on Linux once its queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        with socket.create_connection(address):
            first = lab.look(address[1], timeout=0.2)
            assert code_of(first) in {"net/connect-timeout", "tls/handshake-timeout"}
            assert code_of(lab.look(address[1], timeout=0.2)) == "net/connect-timeout"


def test_a_name_that_does_not_resolve(lab: Lab) -> None:
    """RFC 6761 reserves .invalid, so no resolver knows it."""
    observed = lab.look(1, host="order-service.invalid", timeout=3)
    assert code_of(observed) == "net/name-resolution"


def test_a_name_that_resolves(lab: Lab) -> None:
    """Names are resolved beside the loop, and every address is tried."""
    assert lab.look(lab.healthy(), host="localhost").outcome is Outcome.HEALTHY


def test_a_slow_peer_delays_nobody_else(lab: Lab) -> None:
    """While one look waits for silence, others are taken and collected."""
    silent, healthy = lab.raw("silence"), lab.healthy()
    endpoint = Endpoint("127.0.0.1", silent.port, "order-service.internal")
    lab.lane.submit([Look("order-service", endpoint, View("v", lab.trust), 5.0)])
    assert lab.look(healthy).outcome is Outcome.HEALTHY
    assert lab.lane.collect() == []


def test_looks_under_way_are_answered_when_the_lane_closes(lab: Lab) -> None:
    """Nothing waits for ever on a closed probe."""
    endpoint = Endpoint("127.0.0.1", lab.raw("silence").port, "order-service.internal")
    lab.lane.submit([Look("order-service", endpoint, View("v", lab.trust), 60.0)])
    lab.lane.close()
    ((_, observed),) = lab.lane.collect()
    assert observed.outcome is Outcome.UNOBSERVED


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"\x16\x03\x03", b"\x15\x03\x03\x00\x02", b"\x16\x03\x03\x00\x04\x02\x00\x00\x00"]),
    rest=st.binary(max_size=300),
    end=st.sampled_from(["close", "reset"]),
)
def test_whatever_a_server_answers(lab: Lab, start: bytes, rest: bytes, end: str) -> None:
    """The lane answers within the look's time with a named fault, and never raises."""
    begun = time.monotonic()
    observed = lab.look(lab.raw(start + rest, end), timeout=3.0)
    assert time.monotonic() - begun < 6.0
    assert code_of(observed).startswith("tls/")


def test_a_look_that_cannot_be_prepared_ends_alone(lab: Lab) -> None:
    """A server name that no ClientHello can carry is unobserved, and the lane goes on."""
    server = lab.healthy()
    assert lab.look(server, server_name="a" * 70 + ".internal").outcome is Outcome.UNOBSERVED
    assert lab.look(server).outcome is Outcome.HEALTHY
