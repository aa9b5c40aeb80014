"""Looks that want an HTTP answer, and looks that want no TLS at all."""

from __future__ import annotations

import socket
import ssl
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from firstcause.model.handshake import HandshakeObserved, HttpAnswer, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab
from firstcause.testing.loopback import Server

NAME = "order-service.internal"
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


def _asked(lab: Lab, server: Server, *, awaits: bool = True, seconds: float = 5.0) -> HandshakeObserved:
    endpoint = Endpoint("127.0.0.1", server.port, NAME, protocol="http")
    look = Look("", endpoint, View("me", lab.trust), seconds, path="/healthz?full=1", awaits_answer=awaits)
    return lab.lane.look_once(look)


def _http(lab: Lab, requests: list[bytes], *, pause: float = 0.0, tickets: int = 2) -> Server:
    """Answers each request, after a while."""
    context = lab.context(lab.recipe.bundle())
    context.num_tickets = tickets
    waiting = threading.Event()

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            requests.append(tls.recv(4096))
            waiting.wait(pause)
            tls.sendall(ANSWER)

    return lab.serve(handle)


def test_the_path_is_asked_for_by_head(lab: Lab) -> None:
    """The request line is what the target said, and the status is what the server said."""
    requests: list[bytes] = []
    seen = _asked(lab, _http(lab, requests))
    assert requests[0].startswith(b"HEAD /healthz?full=1 HTTP/1.1\r\nHost: order-service.internal\r\n")
    assert seen.observed.http == HttpAnswer(204, "1.1")
    assert seen.timing.answer_seconds is not None


def test_a_slow_answer_is_waited_for_where_it_is_wanted(lab: Lab) -> None:
    """The engine is content with the handshake after a moment; whoever reads the status has the look's whole time."""
    patient = _asked(lab, _http(lab, [], pause=0.8))
    hasty = _asked(lab, _http(lab, [], pause=0.8), awaits=False)
    assert patient.observed.http == HttpAnswer(204, "1.1")
    assert hasty.observed.http is None
    assert {patient.outcome, hasty.outcome} == {Outcome.HEALTHY}


def test_a_server_without_tickets_is_asked_too(lab: Lab) -> None:
    """Over TLS 1.3 it says nothing before it is asked, so waiting for its first byte would wait for ever."""
    seen = _asked(lab, _http(lab, [], tickets=0))
    assert seen.observed.version == "TLSv1.3"
    assert seen.observed.http == HttpAnswer(204, "1.1")


def test_a_server_that_never_answers_ends_the_look_in_time(lab: Lab) -> None:
    """It shook hands, so the handshake is well; there is no status."""
    seen = _asked(lab, _http(lab, [], pause=20.0), seconds=1.0)
    assert (seen.outcome, seen.observed.http) == (Outcome.HEALTHY, None)


@pytest.mark.parametrize("answer", [b"SSH-2.0-odd\r\n", b"HTTP/1.1 20", b"HTTP/1.1 099 Odd\r\n\r\n", b"\x00\xff"])
def test_what_is_no_status_line_is_no_answer(lab: Lab, answer: bytes) -> None:
    """Whatever a stranger says there."""
    context = lab.context(lab.recipe.bundle())

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(4096)
            tls.sendall(answer)

    assert _asked(lab, lab.serve(handle)).observed.http is None


def test_without_tls_only_the_connection_is_tried(lab: Lab) -> None:
    """Not a byte is sent, and a port that speaks no TLS is well."""
    received: SimpleQueue[bytes] = SimpleQueue()
    server = lab.serve(lambda connection: received.put(connection.recv(100)))
    look = Look("", Endpoint("127.0.0.1", server.port, NAME), View("me", lab.trust), tls=False)
    seen = lab.lane.look_once(look)
    assert (seen.outcome, seen.observed.address) == (Outcome.HEALTHY, "127.0.0.1")
    assert received.get(timeout=10) == b""
    server.stop()
    gone = lab.lane.look_once(look)
    assert gone.failure is not None
    assert gone.failure.code == "net/connection-refused"


def test_until_when_the_path_is_valid_is_told_of_what_is_trusted_alone(lab: Lab) -> None:
    """Trusted or not, the chain is told as it was sent; a path into trust there is only for whoever trusts it."""
    server = lab.tls(lab.recipe.bundle(), version=ssl.TLSVersion.TLSv1_3)
    stranger = View("stranger", lab.write("other.pem", authority.root("Foreign Root CA", lab.now).certificate_pem))
    well, badly = lab.look(server), lab.look(server, view=stranger)
    assert well.observed.accepted_until == well.observed.chain[0].not_after
    assert badly.observed.accepted_until is None
    assert badly.observed.chain == well.observed.chain
