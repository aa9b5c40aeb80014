"""A name with several addresses: each is looked at, and one verdict is told."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest
from tests.sources.handshake.conftest import NAME, Lab, tls_handler

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.pki.authority import Bundle
from firstcause.pki.faults import FAULTS
from firstcause.testing.loopback import Server

HOST = "shop.example"


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses for which `HOST` stands: a zone of our own, as loopback has no name server."""
    addresses: list[str] = []
    resolve = socket.getaddrinfo

    def answer(host: str, port: int, **wish: int) -> Sequence[object]:
        if host != HOST:
            return resolve(host, port, **wish)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return addresses


def two(lab: Lab, first: str, second: str) -> int:
    """A port at which 127.0.0.1 and 127.0.0.2 show these bundles; "" listens at the first only."""
    listening = lab.serve(tls_handler(lab.context(_bundle(lab, first))))
    if second:
        context = lab.context(_bundle(lab, second))
        lab.servers.append(Server(tls_handler(context), "127.0.0.2", listening.port))
    return listening.port


def _bundle(lab: Lab, fault: str) -> Bundle:
    return lab.recipe.bundle() if fault == "healthy" else FAULTS[fault](lab.recipe)


def look(lab: Lab, port: int, *, every: bool = True) -> HandshakeObserved:
    endpoint = Endpoint(HOST, port, NAME)
    return lab.lane.look_once(Look("shop", endpoint, View("caller", lab.trust), every_address=every))


def test_a_fault_at_the_second_address_is_not_hidden_by_the_first(lab: Lab, zone: list[str]) -> None:
    """Half of the callers meet it, so it is told, with the addresses where it is."""
    zone += ["127.0.0.1", "127.0.0.2"]
    port = two(lab, "healthy", "tls/incomplete-chain")
    seen = look(lab, port)
    assert seen.failure
    assert seen.failure.code == "tls/incomplete-chain"
    assert seen.failure.explanation.endswith("So it is at 1 of its 2 addresses.")
    assert seen.target == f"{HOST}:{port}"
    assert [(a.address, a.code) for a in seen.addresses] == [
        (f"127.0.0.1:{port}", ""),
        (f"127.0.0.2:{port}", "tls/incomplete-chain"),
    ]


def test_an_address_that_nobody_serves_does_not_make_the_name_faulty(lab: Lab, zone: list[str]) -> None:
    """Callers go on to the next one; what they met is told all the same."""
    zone += ["127.0.0.3", "127.0.0.1"]
    seen = look(lab, two(lab, "healthy", ""))
    assert seen.outcome is Outcome.HEALTHY
    assert [a.code for a in seen.addresses] == ["net/connection-refused", ""]


def test_a_name_that_nobody_serves_is_refused_everywhere(lab: Lab, zone: list[str]) -> None:
    """Then, and only then, the refusal is the verdict."""
    zone += ["127.0.0.3", "127.0.0.4"]
    seen = look(lab, two(lab, "healthy", ""))
    assert seen.failure
    assert seen.failure.code == "net/connection-refused"


def test_one_address_reads_as_ever(lab: Lab, zone: list[str]) -> None:
    """No list of one."""
    zone += ["127.0.0.1"]
    seen = look(lab, two(lab, "healthy", ""))
    assert seen.outcome is Outcome.HEALTHY
    assert seen.addresses == ()


def test_a_caller_that_takes_the_first_that_answers_looks_so_too(lab: Lab, zone: list[str]) -> None:
    """Without `every_address`, the first that accepts a connection is looked at."""
    zone += ["127.0.0.3", "127.0.0.1", "127.0.0.2"]
    seen = look(lab, two(lab, "healthy", "tls/incomplete-chain"), every=False)
    assert seen.outcome is Outcome.HEALTHY
