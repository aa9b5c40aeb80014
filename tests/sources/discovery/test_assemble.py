"""Whatever a decoder found, the proposal is one that a configuration can hold."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcause.config.load import load
from firstcause.config.write import text
from firstcause.model.proposal import Proposal, ProposedService
from firstcause.model.service import Endpoint, Service
from firstcause.sources.discovery import backstage, blackbox, kubernetes
from firstcause.sources.discovery.assemble import MAX_ENDPOINTS, MAX_SERVICES, assemble
from firstcause.sources.errors import DecodeError

NAMES = st.sampled_from(["a", "b", "c", "d", "e.f", ""])
SOUND = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["Service", "/probe", "a:1"])
KEYS = st.sampled_from(
    ["kind", "items", "metadata", "name", "spec", "ports", "port", "tls", "hosts", "rules", "params", "module"]
) | st.sampled_from(
    ["scrape_configs", "modules", "metrics_path", "static_configs", "targets", "labels", "dependsOn", "owner", "type"]
)
TREES = st.recursive(LEAVES, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=6))


@st.composite
def _found(draw: st.DrawFn) -> ProposedService:
    hosts = st.sampled_from(["a", "::1", "[", "a]b", "", "x y"])
    endpoints = st.builds(Endpoint, hosts, st.integers(-1, 70_000), st.sampled_from(["", "n"]))
    urls = st.sampled_from(["http://a", "ftp://b", "", 'http://"'])
    service = Service(
        draw(NAMES),
        endpoints=tuple(draw(st.lists(endpoints, max_size=3))),
        depends_on=tuple(draw(st.lists(NAMES, max_size=4))),
        views=tuple(draw(st.lists(NAMES, max_size=2))),
        metrics=tuple(draw(st.lists(urls, max_size=2))),
    )
    return ProposedService(service)


@SOUND
@given(st.lists(_found(), max_size=8))
def test_any_finding_becomes_a_configuration(tmp_path: Path, found: list[ProposedService]) -> None:
    """Circles, strangers, twins and addresses that are none: what is left loads as it stands."""
    proposal = assemble("somewhere", found)
    file = tmp_path / "firstcause.toml"
    file.write_text(text(proposal), "utf-8")
    assert load(file).catalogue == proposal.catalogue
    assert {s.name for s in proposal.catalogue} == {f.service.name for f in found}


@SOUND
@given(TREES)
def test_any_tree_is_decoded_or_refused(tmp_path: Path, tree: object) -> None:
    """Hostile input ends in a sound proposal or an explained error, whichever decoder it is given to."""
    written = json.dumps(tree)
    decoders: list[Callable[[str], Proposal]] = [
        lambda given: blackbox.decode({"f": given}),
        lambda given: kubernetes.decode(given, "f"),
        lambda given: backstage.decode(given, "f"),
    ]
    for decode in decoders:
        with contextlib.suppress(DecodeError):
            proposal = decode(written)
            file = tmp_path / "firstcause.toml"
            file.write_text(text(proposal), "utf-8")
            assert load(file).catalogue == proposal.catalogue


def test_more_than_anybody_reads_is_cut_and_told() -> None:
    """A list of ten thousand services, and one service with a thousand endpoints."""
    many = [ProposedService(Service(f"s{number}")) for number in range(MAX_SERVICES + 7)]
    wide = [ProposedService(Service("s0", endpoints=(Endpoint("a", port, "a"),))) for port in range(1, 1000)]
    proposal = assemble("somewhere", [*many, *wide])
    assert len(proposal.services) == MAX_SERVICES
    assert "7 further services, which are left out" in proposal.unknown
    assert len(proposal.services[0].service.endpoints) == MAX_ENDPOINTS
    assert "it has 999 endpoints; the first 64 stand here" in proposal.services[0].remarks


def test_of_two_that_call_one_another_the_inner_one_calls_back() -> None:
    """Whatever the order in which a source tells them: customers come in at the edge, and calls lead inwards."""
    circle = {"billing": ("orders",), "edge": ("orders",), "orders": ("billing", "receipts"), "receipts": ("orders",)}
    found = assemble("x", [ProposedService(Service(name, depends_on=callees)) for name, callees in circle.items()])
    kept = {s.name: s.depends_on for s in found.catalogue.services}
    assert kept == {"billing": (), "edge": ("orders",), "orders": ("billing", "receipts"), "receipts": ()}
    assert found.services[0].remarks == ("orders depends on it as well: that call back is left out",)


def test_a_circle_that_nobody_enters_is_cut_somewhere() -> None:
    """Two services that call one another, and nobody else calls: the first named comes first."""
    pair = {"a": ("b",), "b": ("a",)}
    found = assemble("x", [ProposedService(Service(name, depends_on=callees)) for name, callees in pair.items()])
    assert {s.name: s.depends_on for s in found.catalogue.services} == {"a": ("b",), "b": ()}
