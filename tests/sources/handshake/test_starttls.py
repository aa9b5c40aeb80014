"""Servers that begin in clear text: what they show after STARTTLS is judged, and so is why they do not begin TLS."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest
from tests.sources.handshake.conftest import NAME, Lab

from firstcause.model.handshake import HandshakeObserved, Look, Outcome, Phase
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.testing import postgres
from firstcause.testing.loopback import Handler
from firstcause.testing.postgres import PostgresServer

Turn = tuple[bytes, bytes]  # what the server waits for, and what it then says

EHLO = b"250-mail.internal\r\n250-SIZE 1000000\r\n250 STARTTLS\r\n"
LDAP_OK = bytes.fromhex("300c 0201 01 7807 0a01 00 0400 0400")
LDAP_LONG_OK = bytes.fromhex("3084 0000000c 0201 01 7807 0a01 00 0400 0400")  # as Active Directory writes lengths
LDAP_BUSY = bytes.fromhex("3010 0201 01 780b 0a01 33 0400 0404") + b"busy"
GOOD: dict[str, tuple[Turn, ...]] = {
    "smtp": ((b"", b"220-mail\r\n220 ready\r\n"), (b"EHLO", EHLO), (b"STARTTLS", b"220 go ahead\r\n")),
    "imap": ((b"", b"* OK ready\r\n"), (b"STARTTLS", b"* CAPABILITY IMAP4rev2\r\na1 OK begin\r\n")),
    "pop3": ((b"", b"+OK ready\r\n"), (b"STLS", b"+OK begin\r\n")),
    "postgres": ((b"\x00\x00\x00\x08\x04\xd2\x16\x2f", b"S"),),
    "ldap": ((b"1.3.6.1.4.1.1466.20037", LDAP_OK),),
    "ldap, long lengths": ((b"1.3.6.1.4.1.1466.20037", LDAP_LONG_OK),),
}


def speaker(turns: tuple[Turn, ...], context: ssl.SSLContext | None = None) -> Handler:
    """Speaks its turns, and then TLS where it has a context; else it closes."""

    def handle(connection: socket.socket) -> None:
        for wanted, said in turns:
            heard = b""
            while wanted not in heard:
                more = connection.recv(4096)
                if not more:
                    return
                heard += more
            connection.sendall(said)
        if context is not None:
            with context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(4096)

    return handle


def look(lab: Lab, port: int, protocol: str, seconds: float = 5.0) -> HandshakeObserved:
    endpoint = Endpoint("127.0.0.1", port, NAME, protocol=protocol)
    return lab.lane.look_once(Look("mail", endpoint, View("caller", lab.trust), seconds, diagnostic=True))


@pytest.mark.parametrize("how", GOOD)
def test_a_healthy_server_behind_starttls_is_healthy(lab: Lab, how: str) -> None:
    """Each protocol asks in its own way, and the chain is seen as on any other port."""
    server = lab.serve(speaker(GOOD[how], lab.context(lab.recipe.bundle())))
    observed = look(lab, server.port, how.partition(",")[0])
    assert observed.outcome is Outcome.HEALTHY, observed.failure
    assert len(observed.observed.chain) == 2


@pytest.mark.parametrize("how", GOOD)
def test_a_fault_behind_starttls_is_named(lab: Lab, how: str) -> None:
    """An expired certificate is one behind STARTTLS, too."""
    old = authority.leaf(lab.issuing, "order-service", (NAME,), lab.now - authority.LEAF_LIFETIME * 2)
    server = lab.serve(speaker(GOOD[how], lab.context(old)))
    observed = look(lab, server.port, how.partition(",")[0])
    assert observed.failure
    assert observed.failure.code == "tls/certificate-expired"


DECLINED: dict[str, tuple[str, tuple[Turn, ...], str, str]] = {
    "not offered": (
        "smtp",
        ((b"", b"220 ready\r\n"), (b"EHLO", b"250-mail\r\n250 SIZE 1000\r\n")),
        "tls/plaintext-server",
        "no STARTTLS among its extensions: SIZE 1000",
    ),
    "refused": ("smtp", (*GOOD["smtp"][:2], (b"STARTTLS", b"502 no\r\n")), "tls/plaintext-server", "502 no"),
    "broken certificate": (
        "smtp",
        (*GOOD["smtp"][:2], (b"STARTTLS", b"454 4.7.0 TLS not available\r\n")),
        "tls/peer-internal-error",
        "454 4.7.0 TLS not available",
    ),
    "overloaded": ("smtp", ((b"", b"421 try later\r\n"),), "tls/peer-internal-error", "421 try later"),
    "imap says no": ("imap", (GOOD["imap"][0], (b"STARTTLS", b"a1 BAD unknown\r\n")), "tls/plaintext-server", "a1 BAD"),
    "pop3 says no": ("pop3", (GOOD["pop3"][0], (b"STLS", b"-ERR unknown\r\n")), "tls/plaintext-server", "-ERR unknown"),
    "ssl is off": ("postgres", ((GOOD["postgres"][0][0], b"N"),), "tls/plaintext-server", "switched off"),
    "no postgres": ("postgres", ((GOOD["postgres"][0][0], b"HTTP/1.1 400"),), "tls/plaintext-server", "instead of S"),
    "ldap is busy": ("ldap", ((GOOD["ldap"][0][0], LDAP_BUSY),), "tls/peer-internal-error", "result code 51: busy"),
    "no ldap": ("ldap", ((b"1.3.6", b"HTTP/1.1 400 Bad\r\n"),), "tls/plaintext-server", "no LDAP answer"),
    "another protocol": ("imap", ((b"", b"SSH-2.0-OpenSSH_9\r\n"),), "tls/plaintext-server", "SSH-2.0-OpenSSH_9"),
}


@pytest.mark.parametrize("case", DECLINED)
def test_a_server_that_will_not_begin_tls_is_told_in_its_own_words(lab: Lab, case: str) -> None:
    """For good, or just now: the server's answer stands in what was presented."""
    protocol, turns, code, words = DECLINED[case]
    observed = look(lab, lab.serve(speaker(turns)).port, protocol)
    assert observed.failure
    assert observed.failure.code == code
    assert observed.failure.phase is Phase.STARTTLS
    assert words in observed.failure.detail.presented[0]


def test_a_server_that_says_nothing_first_is_told_as_silence_before_tls(lab: Lab) -> None:
    """As where TLS is spoken from the first byte on, and each side waits for the other."""
    observed = look(lab, lab.raw("silence").port, "smtp", 0.4)
    assert observed.failure
    assert observed.failure.code == "tls/handshake-timeout"
    assert "before TLS could begin" in observed.failure.explanation


def test_a_server_that_leaves_in_the_dialogue_is_told_as_such(lab: Lab) -> None:
    """After its greeting, without a word."""
    observed = look(lab, lab.serve(speaker(GOOD["smtp"][:1])).port, "smtp")
    assert observed.failure
    assert observed.failure.phase is Phase.STARTTLS
    assert observed.failure.code in {"tls/peer-closed", "tls/connection-reset"}


def test_a_greeting_without_an_end_is_not_read_for_ever(lab: Lab) -> None:
    """Sixty-four kilobytes are enough for any greeting."""
    observed = look(lab, lab.serve(speaker(((b"", b"220-" + b"x" * 80000),))).port, "smtp")
    assert observed.failure
    assert observed.failure.phase is Phase.STARTTLS
    assert "no end of the answer" in observed.failure.explanation


def test_what_a_middleman_slipped_in_before_tls_is_not_taken_for_tls(lab: Lab) -> None:
    """Words after the server's consent are no part of any handshake (CVE-2011-0411 was about such)."""
    turns = (*GOOD["smtp"][:2], (b"STARTTLS", b"220 go\r\n250 injected\r\n"))
    observed = look(lab, lab.serve(speaker(turns, lab.context(lab.recipe.bundle()))).port, "smtp")
    assert observed.outcome is Outcome.FAULTY


def test_a_second_look_goes_through_starttls_as_well(lab: Lab) -> None:
    """What a bare alert 40 hides is found by another ClientHello, behind the dialogue."""
    context = lab.context(lab.recipe.bundle())
    context.set_ecdh_curve("brainpoolP384r1")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = lab.serve(speaker(GOOD["smtp"], context))
    observed = look(lab, server.port, "smtp")
    assert observed.failure
    assert observed.failure.code == "tls/no-shared-group"


@pytest.fixture(scope="module")
def database() -> Iterator[PostgresServer]:
    if reason := postgres.missing():
        pytest.skip(reason)
    with PostgresServer() as server:
        yield server


def test_a_real_postgresql_is_seen_without_tls_and_then_with_it(lab: Lab, database: PostgresServer) -> None:
    """Off, it says N; switched on, its chain is judged."""
    before = look(lab, database.port, "postgres")
    assert before.failure
    assert before.failure.code == "tls/plaintext-server"
    bundle = lab.recipe.bundle()
    database.show(bundle.bundle_pem, bundle.key_pem)
    after = look(lab, database.port, "postgres")
    assert after.outcome is Outcome.HEALTHY, after.failure
