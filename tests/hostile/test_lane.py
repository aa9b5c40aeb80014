"""What one server costs the lane is not charged to another."""

from __future__ import annotations

import itertools
import secrets
import socket
import time
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from tests.hostile.conftest import NAME, code_of

from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.service import Endpoint
from firstcause.pki import authority
from firstcause.sources.handshake.lane import DeepLane
from firstcause.testing import tls_bytes as tls
from firstcause.testing.loopback import Handler, reset
from firstcause.tls.certificate import der
from firstcause.tls.judge import judge
from firstcause.tls.trace import HandshakeTrace, NotTried
from firstcause.tls.trust import CertificateSet

if TYPE_CHECKING:
    from tests.hostile.conftest import Range

DHE_RSA_AES128_GCM = 0x009E


def test_an_answer_that_came_in_time_is_read(hostile: Range) -> None:
    """Though its time was over when the lane came back to it: the server was said to have been late."""
    heard, busy = Event(), Event()

    def resets(connection: socket.socket) -> None:
        connection.recv(65536)
        heard.wait(10)
        reset(connection)

    def answers(connection: socket.socket) -> None:
        connection.recv(65536)
        heard.set()
        busy.wait(10)
        connection.sendall(tls.record(tls.ALERT, b"\x02\x28"))

    def keep_busy() -> None:
        busy.set()
        Event().wait(1.5)

    ports = [hostile.serve(handle).port for handle in (resets, answers)]
    with DeepLane(finished=keep_busy) as lane:
        lane.submit(Look("shop", Endpoint("127.0.0.1", port, NAME), hostile.view, 1.0) for port in ports)
        seen: list[str] = []
        deadline = time.monotonic() + 20
        while len(seen) < 2 and time.monotonic() < deadline:
            seen += [code_of(observed) for _, observed in lane.collect()]
            hostile.over.wait(0.05)
    assert seen == ["tls/connection-reset", "tls/no-shared-cipher"]


class Panic(BaseException):
    """As parsers in Rust raise one: no Exception."""


def test_a_panic_ends_one_look_and_not_the_lane(hostile: Range, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread was gone, and with it every look at anybody, without a word."""

    def panics(
        trace: HandshakeTrace | NotTried, trust: CertificateSet, now: datetime, **more: Any
    ) -> HandshakeObserved:
        if isinstance(trace, HandshakeTrace) and trace.first_bytes.startswith(b"panic"):
            raise Panic
        return judge(trace, trust, now, **more)

    monkeypatch.setattr("firstcause.sources.handshake.lane.judge", panics)
    servers = [hostile.says(b"panic"), hostile.says(b"220 welcome\r\n")]
    looks = [Look("shop", Endpoint("127.0.0.1", server.port, NAME), hostile.view, 5.0) for server in servers]
    seen = [code_of(hostile.lane.look_once(look)) for look in looks]
    assert seen == ["tls/local-configuration", "tls/plaintext-server"]


def _key_exchange(hostile: Range, bits: int) -> Handler:
    """A server with a group of its own for finite-field Diffie-Hellman, as large as it likes (RFC 5246 7.4.3)."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(authority.common_name("order-service"))
        .issuer_name(hostile.root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    )
    certificate = tls.certificates([der(authority.signed(leaf, hostile.root))])
    modulus, public = secrets.randbits(bits) | 1 | 1 << (bits - 1), secrets.randbits(bits - 1)
    group = b"".join(tls.vector(n.to_bytes((n.bit_length() + 7) // 8, "big"), 2) for n in (modulus, 2, public))

    def handle(connection: socket.socket) -> None:
        hello = connection.recv(65536)
        signed = key.sign(hello[11:43] + bytes(32) + group, padding.PKCS1v15(), hashes.SHA256())
        exchange = tls.message(tls.SERVER_KEY_EXCHANGE, group + b"\x04\x01" + tls.vector(signed, 2))
        done = tls.message(tls.SERVER_HELLO_DONE, b"")
        connection.sendall(
            tls.records(tls.HANDSHAKE, tls.server_hello(DHE_RSA_AES128_GCM) + certificate + exchange + done)
        )
        hostile.over.wait(10)

    return handle


@pytest.mark.parametrize(("bits", "code"), [(8192, "tls/handshake-timeout"), (10_001, "tls/malformed-record")])
def test_a_huge_group_is_computed_once_or_refused(hostile: Range, bits: int, code: str) -> None:
    """The bound of 10,000 bits is OpenSSL's; with that many it takes up to a second, and the lane stands still."""
    assert code_of(hostile.look(hostile.serve(_key_exchange(hostile, bits)))) == code


def test_a_question_without_time_for_an_answer_excludes_nothing(hostile: Range) -> None:
    """A server that refuses, and is then too slow for our second look, has not refused every version and group."""
    connections = itertools.count()

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        if next(connections) == 0:
            connection.sendall(tls.record(tls.ALERT, b"\x02\x28"))
        hostile.over.wait(10)

    observed = hostile.look(hostile.serve(handle), timeout=1.0)
    assert {"tls/no-shared-version", "tls/no-shared-group"} <= set(observed.alternatives)
