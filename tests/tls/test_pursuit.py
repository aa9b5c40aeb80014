"""The second look: hellos byte by byte, flights of servers as they come in pieces, and what both together say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.model.handshake import Detail, HandshakeFailure, HandshakeObserved, Look, Outcome, Phase
from firstcause.model.service import Endpoint, View
from firstcause.testing.clock import START
from firstcause.tls.alerts import alert
from firstcause.tls.flight import MOST_BYTES, Choice, FlightReader, Left, Refusal, Reply
from firstcause.tls.hello import RANDOM_BYTES, TLS12, TLS13, Hello, client_hello
from firstcause.tls.ordinary import is_ordinary_suite
from firstcause.tls.pursuit import Question, concluded, questions
from firstcause.tls.registry.suites import suite_name
from firstcause.tls.trace import Connect, End, HandshakeTrace

RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
LOOK = Look("shop", Endpoint("127.0.0.1", 8443, "shop.internal"), View("caller"), diagnostic=True)
REFUSED = HandshakeTrace(
    LOOK, START, Connect.CONNECTED, end=End.ALERT, phase=Phase.CLIENT_HELLO, alerts=(alert(40, "received"),), received=7
)


def record(kind: int, content: bytes) -> bytes:
    return bytes([kind, 3, 3]) + len(content).to_bytes(2, "big") + content


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def server_hello(suite: int, random: bytes = bytes(32), extensions: bytes = b"") -> bytes:
    tail = len(extensions).to_bytes(2, "big") + extensions if extensions else b""
    return message(2, b"\x03\x03" + random + b"\x00" + suite.to_bytes(2, "big") + b"\x00" + tail)


def retry(group: int) -> bytes:
    return server_hello(0x1301, RETRY, b"\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02" + group.to_bytes(2, "big"))


FLIGHTS = [
    (record(21, b"\x02\x28"), Refusal(40)),
    (record(22, retry(0x17)), Choice(TLS13, 0x1301, 0x17)),
    (
        record(22, server_hello(0xC02B))
        + record(22, message(11, bytes(90)) + message(12, b"\x03\x00\x1c" + bytes(70))),
        Choice(TLS12, 0xC02B, 0x1C),
    ),
    (record(22, server_hello(0x009C) + message(11, bytes(90)) + message(14, b"")), Choice(TLS12, 0x009C)),
    # A finite field's prime of 800 bytes begins with 3, which is no named curve here.
    (record(22, server_hello(0x009E) + message(12, b"\x03\x20" + bytes(900))), Choice(TLS12, 0x009E)),
    (
        record(22, server_hello(0x009E) + message(12, b"\x00\x80" + b"\xff" * 128 + bytes(300))),
        Choice(TLS12, 0x009E, None, 1024),
    ),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", Refusal()),
    (record(22, message(2, bytes(10))), Refusal()),
]


def read(*pieces: bytes) -> Reply | None:
    reader = FlightReader()
    for piece in pieces:
        if reader.reply is None:
            reader.feed(piece)
    return reader.reply


@pytest.mark.parametrize(("flight", "reply"), FLIGHTS)
@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_a_flight_is_read_however_it_is_cut(flight: bytes, reply: Reply, size: int) -> None:
    """A byte at a time, or all at once."""
    assert read(*(flight[i : i + size] for i in range(0, len(flight), size))) == reply


def test_an_end_leaves_what_was_chosen() -> None:
    """A server that closes within its flight has chosen already; one that says nothing refuses."""
    assert read(record(22, server_hello(0xC02B)), b"") == Choice(TLS12, 0xC02B)
    assert read(b"") == Refusal()


def test_a_flight_without_end_is_given_up() -> None:
    """So many bytes, and no more."""
    endless = record(22, message(11, bytes(16000)))
    assert read(record(22, server_hello(0xC02B)), *[endless] * (MOST_BYTES // 16000 + 1)) == Choice(TLS12, 0xC02B)


@given(st.lists(st.binary(max_size=300), max_size=8), st.sampled_from([flight for flight, _ in FLIGHTS]))
def test_whatever_a_stranger_sends_is_no_crash(pieces: list[bytes], flight: bytes) -> None:
    """After a beginning that is well, or none."""
    read(flight[: len(flight) // 2], *pieces, b"")
    assert read(*pieces, b"") is not None


def test_the_hello_is_one_record_and_says_what_it_offers() -> None:
    """Lengths agree at every level, and no key share is given."""
    sent = client_hello(Hello("shop.internal", ("h2",)), bytes(RANDOM_BYTES))
    assert sent[:3] == b"\x16\x03\x01"
    assert int.from_bytes(sent[3:5], "big") == len(sent) - 5
    assert int.from_bytes(sent[6:9], "big") == len(sent) - 9
    assert b"shop.internal" in sent
    assert b"\x00\x33\x00\x02\x00\x00" in sent
    assert b"shop" not in client_hello(Hello(), bytes(RANDOM_BYTES))
    older = client_hello(Hello(versions=(TLS12,)), bytes(RANDOM_BYTES))
    assert b"\x00\x2b\x00" not in older
    with pytest.raises(ValueError, match="64 random bytes"):
        client_hello(Hello(), b"")


def observed(code: str = "tls/no-shared-cipher", *alternatives: str) -> HandshakeObserved:
    failure = HandshakeFailure(code, Phase.CLIENT_HELLO, "peer", Detail("", ()), "Refused.", alert(40, "received"))
    return HandshakeObserved("shop", "127.0.0.1:8443", "shop.internal", "caller", Outcome.FAULTY, failure, alternatives)


def after(*replies: Reply, trace: HandshakeTrace = REFUSED) -> tuple[str, tuple[str, ...]]:
    """Code and alternatives once these answers came."""
    first = observed("tls/no-shared-cipher", "tls/no-shared-group", "tls/no-shared-version", "tls/unrecognized-name")
    asked: tuple[Question, ...] = questions(trace, first)
    found = concluded(first, trace, list(zip(asked, replies, strict=False)))
    assert found.failure is not None
    return found.failure.code, found.alternatives


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ([Choice(TLS12, 0xC060, 0x17)], "tls/no-shared-cipher"),
        ([Choice(TLS12, 0xC02B, 0x1C)], "tls/no-shared-group"),
        ([Choice(0x0302, 0xC014, 0x17)], "tls/no-shared-version"),
        ([Choice(TLS12, 0xCCAC, 0x17)], "tls/psk-or-ticket"),
        ([Refusal(40), Choice(TLS12, 0xC02B, 0x1C)], "tls/no-shared-group"),
        ([Refusal(40), Refusal(40), Choice(TLS13, 0x1301, 0x1D)], "tls/unrecognized-name"),
        ([Refusal(40), Refusal(), Choice(TLS12, 0xC02B)], "tls/unrecognized-name"),
    ],
)
def test_what_the_server_would_have_taken_names_the_fault(replies: list[Reply], code: str) -> None:
    """Nothing is left open then."""
    assert after(*replies) == (code, ())


def test_who_takes_nothing_at_all_lacks_no_version() -> None:
    """Some alternatives are excluded; of a server of TLS 1.3 alone we know more."""
    assert after(Refusal(40), Refusal(40), Refusal(40)) == ("tls/no-shared-cipher", ("tls/unrecognized-name",))
    assert after(Refusal(40), Refusal(70), Refusal(40)) == ("tls/no-shared-group", ("tls/psk-or-ticket",))


def test_a_choice_that_anybody_offers_leaves_groups_and_signatures() -> None:
    """The suite and the group of the key exchange were offered before: it was the certificate's own key."""
    assert after(Choice(TLS12, 0xC02B, 0x17)) == ("tls/no-shared-group", ())


def test_a_server_that_wants_groups_of_its_own_in_tls13() -> None:
    """With an RSA key it takes TLS 1.2 without any group; offered TLS 1.3, it finds nothing (or cannot bear it)."""
    assert after(Refusal(40), Choice(TLS12, 0x009E)) == ("tls/no-shared-group", ("tls/no-shared-version",))


def test_ordinary_suites_are_offered_before_rare_ones() -> None:
    """A server that goes by our order names a rare one only for want of another."""
    names = [suite_name(number) for number in Hello().suites]
    rare = [place for place, name in enumerate(names) if not is_ordinary_suite(name)]
    assert names[: rare[0]] == [name for name in names if is_ordinary_suite(name)]


def test_a_server_that_left_is_first_asked_nothing() -> None:
    """Whether it leaves before any hello tells more than which hello it would have liked."""
    left = replace(REFUSED, alerts=(), end=End.RESET, received=0)
    asked = questions(left, observed("tls/connection-reset"))
    assert [q.hello is None for q in asked] == [True, False, False, False]
    assert after(Left(by_reset=False), trace=left) == ("tls/peer-closed", ())
    assert after(Left(by_reset=True), trace=left) == ("tls/connection-reset", ())
    assert after(Refusal(), trace=left)[0] == "tls/no-shared-cipher"  # it waited: the first verdict stands
    behind = replace(LOOK, endpoint=replace(LOOK.endpoint, protocol="smtp"))
    assert all(q.hello for q in questions(replace(left, look=behind), observed("tls/connection-reset")))


def test_a_caller_with_limits_is_held_to_them() -> None:
    """It speaks TLS 1.2 at most; the server wants 1.3."""
    old = replace(REFUSED, look=replace(LOOK, view=View("old", max_version="TLSv1.2")))
    assert after(Choice(TLS13, 0x1301, 0x1D), trace=old) == ("tls/no-shared-version", ())


@pytest.mark.parametrize(
    "trace",
    [
        replace(REFUSED, phase=Phase.CERTIFICATE),
        replace(REFUSED, alerts=(alert(112, "received"),)),
        replace(REFUSED, alerts=(alert(40, "sent"),)),
        replace(REFUSED, alerts=(), end=End.TIMED_OUT, received=0),
        replace(REFUSED, alerts=(), end=End.TRUNCATED, received=70),
        replace(REFUSED, connect=Connect.REFUSED),
    ],
)
def test_where_the_first_look_told_all_nothing_is_asked(trace: HandshakeTrace) -> None:
    """We are a guest: no handshake more than it takes."""
    assert questions(trace, observed()) == ()


def test_a_literal_address_is_no_name_to_leave_out() -> None:
    """It is not sent in the first place (RFC 6066 section 3)."""
    by_address = replace(LOOK, endpoint=Endpoint("127.0.0.1", 8443, "127.0.0.1"))
    asked = questions(replace(REFUSED, look=by_address), observed())
    assert [q.hello.server_name for q in asked if q.hello] == ["", ""]
