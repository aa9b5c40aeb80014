"""Servers that talk without end, in clear text, and one byte at a time: each look ends, and says what was wrong."""

from __future__ import annotations

import itertools
import socket
import time
from typing import TYPE_CHECKING

import pytest
from tests.hostile.conftest import MARGIN_SECONDS, NAME, code_of

from firstcause.model.handshake import Look, Outcome
from firstcause.model.service import Endpoint
from firstcause.testing import tls_bytes as tls
from firstcause.tls.certificate import der

if TYPE_CHECKING:
    from tests.hostile.conftest import Range

MIB_16 = (1 << 24) - 1
HELLO = tls.records(tls.HANDSHAKE, tls.server_hello())
WARNING, CANCELED = tls.record(tls.ALERT, b"\x01\x70"), tls.record(tls.ALERT, b"\x01\x5a")
EMPTY, CHANGE = tls.record(tls.HANDSHAKE, b""), tls.record(tls.CHANGE_CIPHER_SPEC, b"\x01")


LONG_HELLO = tls.server_hello(extensions=tls.extension(0xFF01, b"\x00") + tls.extension(16, bytes(60_000)))


def messages(kind: int, body: bytes, count: int = 100) -> bytes:
    return tls.record(tls.HANDSHAKE, tls.message(kind, body) * count)


FLOODS = {
    "hello requests": (b"", messages(tls.HELLO_REQUEST, b"", 1000)),
    "hello requests after its hello": (HELLO, messages(tls.HELLO_REQUEST, b"", 1000)),
    "tickets": (HELLO, messages(tls.NEW_SESSION_TICKET, bytes(10))),
    "unknown messages": (HELLO, messages(99, bytes(10))),
    "key updates": (HELLO, messages(tls.KEY_UPDATE, b"\x01")),
    "server hellos": (HELLO, HELLO),
    "warnings": (b"", WARNING * 100),
    "warnings after its hello": (HELLO, WARNING * 100),
    "cancellations": (HELLO, CANCELED * 100),
    "empty records": (b"", EMPTY * 100),
    "empty records after its hello": (HELLO, EMPTY * 100),
    "empty application data": (HELLO, tls.record(tls.APPLICATION_DATA, b"") * 100),
    "changes of cipher": (HELLO, CHANGE * 100),
    "heartbeats": (HELLO, tls.record(24, b"\x01\x00\x10" + bytes(16)) * 100),
    "a certificate of 16 MB": (
        HELLO + tls.record(tls.HANDSHAKE, tls.message(tls.CERTIFICATE, b"", MIB_16)),
        tls.record(tls.HANDSHAKE, bytes(tls.MOST_PLAINTEXT)),
    ),
    "a certificate of 90 kB, a byte a record": (
        HELLO + tls.record(tls.HANDSHAKE, tls.message(tls.CERTIFICATE, b"", 90_000)),
        tls.record(tls.HANDSHAKE, b"\x00") * 500,
    ),
    "a hello with 60 kB of application protocols": (tls.records(tls.HANDSHAKE, LONG_HELLO), HELLO),
    "records that are too long": (HELLO, tls.record(tls.HANDSHAKE, bytes(tls.MOST_PLAINTEXT + 257))),
    "records of no known type": (HELLO, tls.record(99, bytes(100))),
    "records of 64 kB": (b"", tls.record(tls.HANDSHAKE, bytes(0xFFFF))),
}


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_is_a_malformed_record(hostile: Range, what: str) -> None:
    """A hundred megabytes were read until the time was over, and the server was said to have fallen silent."""
    observed = hostile.look(hostile.endless(*FLOODS[what]), timeout=5.0)
    assert code_of(observed) == "tls/malformed-record"


BANNERS = (
    b"HTTP/1.1 200 \x1b[2J\x1b]0;owned\x07\r\n",
    b"SSH-2.0-\x1b[31m\xc2\x9b\r\n",
    b"220 welcome\r\n",
    b"hello there\n",
)


@pytest.mark.parametrize("banner", BANNERS)
def test_a_flood_of_clear_text_is_no_tls(hostile: Range, banner: bytes) -> None:
    """And a banner cannot move the cursor of who reads it, clear the screen, or write a line of its own."""
    observed = hostile.look(hostile.endless(b"", banner * 100))
    assert code_of(observed) == "tls/plaintext-server"


def test_a_promised_certificate_of_16_megabytes_is_not_waited_for(hostile: Range) -> None:
    """That it is promised is enough to end the look."""
    promised = HELLO + tls.record(tls.HANDSHAKE, tls.message(tls.CERTIFICATE, b"", MIB_16))
    observed = hostile.look(hostile.says(promised, "silence"), timeout=30.0)
    assert code_of(observed) == "tls/malformed-record"
    assert observed.failure
    assert "excessive message size" in observed.failure.explanation


def test_compression_is_refused(hostile: Range) -> None:
    """TLS 1.2 could compress (and leak, and inflate); we never offer it, and a server that insists is named."""
    observed = hostile.look(hostile.says(tls.records(tls.HANDSHAKE, tls.server_hello(compression=1)), "silence"))
    assert code_of(observed) == "tls/malformed-record"


@pytest.mark.parametrize("phase", ["server hello", "certificate", "server hello done"])
def test_a_byte_at_a_time_ends_with_the_look(hostile: Range, phase: str) -> None:
    """Each byte is progress, but only the look's own time counts. It is not called silence."""
    chain = [der(c) for c in hostile.bundle.chain]
    flight = tls.flight_12(chain, tls.message(tls.SERVER_HELLO_DONE, b""))
    at = {"server hello": 0, "certificate": len(HELLO) + 20, "server hello done": len(flight) - 3}[phase]
    script = itertools.chain([flight[:at]], (flight[n : n + 1] for n in range(at, len(flight))))

    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        for piece in script:
            connection.sendall(piece)
            hostile.over.wait(0.4)

    observed = hostile.look(hostile.serve(drip), timeout=0.6)
    assert code_of(observed) == "tls/handshake-timeout"
    assert observed.failure
    assert "did not come to an end within 0.6 s" in observed.failure.explanation


def test_a_second_look_has_no_time_of_its_own(hostile: Range) -> None:
    """A server that refuses late, and then lets every further question hang, took three times two seconds more."""
    connections = itertools.count()

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        if next(connections) == 0:
            hostile.over.wait(0.5)
            connection.sendall(tls.record(tls.ALERT, b"\x02\x28"))
        hostile.over.wait(MARGIN_SECONDS)

    began = time.monotonic()
    observed = hostile.look(hostile.serve(handle), timeout=3.0)
    assert code_of(observed) == "tls/no-shared-cipher"
    assert time.monotonic() - began < 6.0


def test_a_flood_answers_no_question_of_the_second_look(hostile: Range) -> None:
    """It is read as far as a flight can go."""
    connections = itertools.count()

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        if next(connections) == 0:
            connection.sendall(tls.record(tls.ALERT, b"\x02\x28"))
        while not hostile.over.is_set():
            connection.sendall(EMPTY * 1000)
            hostile.sent += len(EMPTY) * 1000

    assert code_of(hostile.look(hostile.serve(handle), timeout=8.0)) == "tls/no-shared-cipher"


def test_floods_hold_up_nobody(hostile: Range) -> None:
    """Twenty of them beside twenty healthy endpoints, in one lane."""
    floods = [hostile.endless(*flood) for flood in FLOODS.values()]
    well = hostile.sealed(lambda server: server.flight(hostile.bundle))
    ports = [*(flood.port for flood in floods), *(well.port for _ in range(20))]
    looks = [Look("shop", Endpoint("127.0.0.1", port, NAME), hostile.view, 20.0) for port in ports]
    seen = [observed for _, observed in hostile.lane.look_all(looks)]
    assert [observed.outcome for observed in seen[len(floods) :]] == [Outcome.HEALTHY] * 20
    assert {code_of(observed) for observed in seen[: len(floods)]} == {"tls/malformed-record"}
