"""Chains that cost their reader dearly: what a judgement computes is bounded, and holds up no other look."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.hostile.conftest import NAME, check_told, code_of

from firstcause.model.handshake import HandshakeObserved, Look, Outcome, Phase
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.pki.authority import Authority
from firstcause.sources.handshake.memory import IssuerMemory
from firstcause.testing import odd_certificates as odd
from firstcause.testing import tls_bytes as tls
from firstcause.testing.hostile_chains import HOSTILE_CHAINS
from firstcause.testing.odd_certificates import Odd
from firstcause.tls import kept
from firstcause.tls.certificate import der, parse_chain
from firstcause.tls.constraints import MAXIMUM_COMPARISONS
from firstcause.tls.judge import judge
from firstcause.tls.path import PathEnd, build_path
from firstcause.tls.search import DEEPEST, ENOUGH, Search
from firstcause.tls.trace import Connect, HandshakeTrace
from firstcause.tls.trust import CertificateSet

if TYPE_CHECKING:
    from tests.hostile.conftest import Range

NOW = datetime(2026, 11, 7, 4, 59, tzinfo=UTC)
LOOK = Look("shop", Endpoint("127.0.0.1", 8443, NAME), View("caller"))
CODES = {
    "ten thousand names": "tls/name-mismatch",
    "endless name": "healthy",
    "many constraints": "tls/name-constraint",
    "constraining authorities": "tls/name-mismatch",
    "line": "tls/unknown-ca",
    "mesh": "tls/unknown-ca",
    "namesakes": "tls/unknown-ca",
    "one key": "tls/unknown-ca",
    "loop": "tls/unknown-ca",
    "strangers": "tls/incomplete-chain",
    "one again": "tls/self-signed",
    "large keys": "tls/unknown-ca",
    "large exponents": "tls/unknown-ca",
    "huge key": "tls/incomplete-chain",
    "policies": "tls/name-mismatch",
}


@pytest.fixture(scope="module")
def root() -> Authority:
    return authority.root("Root", NOW)


@pytest.fixture(scope="module")
def chains(root: Authority) -> dict[str, tuple[bytes, ...]]:
    return {name: make(root) for name, make in HOSTILE_CHAINS.items()}


def judged(root: Authority, chain: tuple[bytes, ...]) -> HandshakeObserved:
    trace = HandshakeTrace(LOOK, NOW, Connect.CONNECTED, phase=Phase.ESTABLISHED, chain=chain, received=1)
    return judge(trace, CertificateSet((root.certificate,)), NOW)


def test_every_hostile_chain_has_a_name() -> None:
    """Whoever makes a new one says what is to be found."""
    assert set(CODES) == set(HOSTILE_CHAINS)


@pytest.mark.parametrize("what", CODES)
def test_what_a_hostile_chain_costs_is_bounded(
    root: Authority, chains: dict[str, tuple[bytes, ...]], what: str
) -> None:
    """A line of 300 under one name took nine seconds, three thousand constraints half a minute; others had to wait."""
    search = Search()
    path = build_path(parse_chain(chains[what]), CertificateSet((root.certificate,)), search)
    dearest = 2 * ENOUGH + 10  # one key that is as large as keys can be
    assert search.spent <= ENOUGH + dearest
    assert len(path.certificates) <= DEEPEST


@pytest.mark.parametrize("what", CODES)
def test_what_is_told_of_a_hostile_chain_is_named_and_short(
    root: Authority, chains: dict[str, tuple[bytes, ...]], what: str
) -> None:
    """Ten thousand names made an explanation of 200 kB, on each screen, in each log and in the evidence."""
    observed = judged(root, chains[what])
    check_told(observed)
    assert code_of(observed) == CODES[what]


def test_an_ended_search_says_so(root: Authority, chains: dict[str, tuple[bytes, ...]]) -> None:
    """How many certificates, how far, how much was tried."""
    failure = judged(root, chains["namesakes"]).failure
    assert failure
    assert failure.code == "tls/unknown-ca"
    assert "300 certificates" in failure.explanation
    assert f"{ENOUGH} signatures" in failure.explanation


def test_a_way_into_trust_is_found_among_many_namesakes(root: Authority) -> None:
    """Key identifiers are looked at first: what is named is tried before a hundred others of that name."""
    named = authority.intermediate(root, "Issuing", NOW)
    bundle = authority.leaf(named, "shop", (NAME,), NOW)
    other = authority.root("Other", NOW)
    others = [authority.intermediate(other, "Issuing", NOW).certificate for _ in range(ENOUGH + 10)]
    chain = (bundle.leaf, *others, named.certificate)
    assert build_path(chain, CertificateSet((root.certificate,))).end is PathEnd.TRUSTED


def test_a_key_is_as_dear_as_it_is_large() -> None:
    """An attacker chooses it, and a verification takes as long as it takes: RSA's by square and exponent."""
    ordinary, large = rsa.RSAPublicNumbers(65537, 1 << 2047 | 1), rsa.RSAPublicNumbers((1 << 64) - 59, 1 << 16383 | 1)
    assert _spent(odd.rsa_key(ordinary.n, ordinary.e)) == 1
    assert _spent(odd.rsa_key(large.n, large.e)) > ENOUGH


def _spent(key: bytes) -> int:
    issuer = authority.root("R", NOW)
    certificate = replace(Odd.below(issuer), key=key).certificate()
    search = Search()
    search.has_signed(parse_chain((certificate,))[0], issuer.certificate)
    return search.spent


@pytest.mark.parametrize(("constraints", "code"), [(249, "tls/name-mismatch"), (250, "tls/name-constraint")])
def test_more_constraints_than_callers_compare_are_a_fault(root: Authority, constraints: int, code: str) -> None:
    """Go refuses such a chain, so that it is the endpoint which is broken, not our reader."""
    key, names = authority.new_key(), 1001
    permitted = odd.permitted(b"x", *(b"c%d.y" % n for n in range(constraints - 1)))
    top = replace(
        Odd.below(root), subject=odd.name(b"C"), key=odd.public_key(key), extensions=odd.authority() + permitted
    )
    names_of_leaf = odd.dns_names(*(b"a%d.x" % n for n in range(names)))
    leaf = Odd(odd.name(b"C"), odd.ecdsa(key), extensions=names_of_leaf)
    assert (constraints * names > MAXIMUM_COMPARISONS) is (code == "tls/name-constraint")
    assert code_of(judged(root, (leaf.certificate(), top.certificate()))) == code


def test_what_is_remembered_of_certificates_is_bounded_in_bytes(
    root: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that has another large certificate at each look: four thousand of them were remembered."""
    monkeypatch.setattr(kept, "MOST_BYTES", 1 << 16)
    large = [replace(Odd.below(root), serial=bytes([n + 1])) for n in range(20)]
    sent = [replace(one, extensions=odd.dns_names(*(b"a%d.x" % n for n in range(500)))) for one in large]
    for one in sent:
        parsed = parse_chain((one.certificate(),))[0]
    count = sys.getrefcount(parsed)
    parse_chain(tuple(one.certificate() for one in sent))
    assert sys.getrefcount(parsed) < count


def test_a_chain_of_a_thousand_is_refused_by_its_size(hostile: Range, root: Authority) -> None:
    """OpenSSL takes 100 KiB; what is larger is not read, let alone judged."""
    chain = (Odd.below(root).certificate(),) * 1000
    observed = hostile.look(hostile.says(tls.flight_12(chain), "silence"), timeout=5.0)
    assert code_of(observed) == "tls/malformed-record"
    assert observed.failure
    assert "excessive message size" in observed.failure.explanation


def test_a_chain_that_java_refuses_is_a_warning(root: Authority) -> None:
    """It works, and for callers in Java it does not: eleven certificates, ten are their limit."""
    issuing = authority.intermediate(root, "Issuing", NOW)
    leaf = authority.leaf(issuing, "order-service", (NAME,), NOW).leaf
    sent = [judged(root, (der(leaf), *(der(issuing.certificate),) * count)) for count in (9, 10)]
    assert [[warning.code for warning in observed.warnings] for observed in sent] == [[], ["tls/long-chain"]]


def test_one_endpoint_does_not_fill_the_memory_of_intermediates(hostile: Range) -> None:
    """A healthy one that sends hundreds beside its chain pushed out what others had taught."""
    memory = IssuerMemory()
    others = tuple(
        odd_one.certificate()
        for odd_one in (replace(Odd.below(hostile.root), serial=bytes([n])) for n in range(1, 100))
    )
    trace = HandshakeTrace(LOOK, NOW, Connect.CONNECTED, chain=(others[0], *others))
    memory.learn(trace, HandshakeObserved("shop", "h:1", NAME, "v", Outcome.HEALTHY))
    assert len(tuple(memory.known)) < 10


def test_hostile_chains_hold_up_nobody(hostile: Range, chains: dict[str, tuple[bytes, ...]]) -> None:
    """All of them at once in one lane, and healthy endpoints beside them, which stay healthy."""
    servers = {
        what: hostile.says(tls.flight_12(chain, suite=_suite(what)), "silence") for what, chain in chains.items()
    }
    well = hostile.sealed(lambda server: server.flight(hostile.bundle))
    ports = [*(server.port for server in servers.values()), *(well.port for _ in range(10))]
    looks = [Look("shop", Endpoint("127.0.0.1", port, NAME), hostile.view, 3.0) for port in ports]
    seen = [observed for _, observed in hostile.lane.look_all(looks)]
    assert [code_of(observed) for observed in seen[len(servers) :]] == ["healthy"] * 10
    assert all(observed.outcome is Outcome.FAULTY for observed in seen[: len(servers)])


def _suite(what: str) -> int:
    return tls.ECDHE_RSA_AES128_GCM if "large" in what or "huge" in what else tls.ECDHE_ECDSA_AES128_GCM
