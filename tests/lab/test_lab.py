"""The whole lab: every fault is named, nothing broken is called healthy, nothing healthy is called broken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from tests.lab.certificates import Certificates
from tests.lab.endpoints import Lab, Spec
from tests.lab.everything import faulty, healthy
from tests.lab.servers import HAPROXY, NGINX, Servers, program
from tests.lab.stalls import Stalls

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Endpoint
from firstcause.sources.handshake.lane import DeepLane

RUNS = 3
Seen = tuple[Spec, HandshakeObserved]


@dataclass
class Run:
    """All endpoints at once: what was seen, how long it took, and for how much of that the machine let nobody run."""

    seen: list[HandshakeObserved]
    seconds: float
    stalled: float


@dataclass
class Result:
    """What was found where, at the first run and at the others."""

    broken: list[Seen]
    well: list[Seen]
    specs: list[Spec]
    runs: list[Run]
    longest_timeout: float


def look_at(spec: Spec) -> Look:
    endpoint = Endpoint(spec.host, spec.port, spec.server_name, spec.alpn, spec.protocol)
    return Look("shop", endpoint, spec.view, spec.timeout, diagnostic=True)


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    """All endpoints are looked at at once."""
    with ExitStack() as closing, DeepLane() as lane:
        made = Certificates(tmp_path_factory.mktemp("lab"), datetime.now(UTC))
        servers = Servers(made, closing)
        lab = Lab(made, servers)
        specs = [*faulty(lab), *healthy(lab)]
        servers.start()
        runs = [_run(lane, specs) for _ in range(RUNS)]
        pairs = list(zip(specs, runs[0].seen, strict=True))
        timed_out = (spec.timeout for spec in specs if spec.code == "tls/handshake-timeout")
        yield Result([p for p in pairs if p[0].code], [p for p in pairs if not p[0].code], specs, runs, max(timed_out))


def _run(lane: DeepLane, specs: list[Spec]) -> Run:
    with Stalls() as stalls:
        began = time.monotonic()
        seen = [observed for _, observed in lane.look_all(look_at(spec) for spec in specs)]
        return Run(seen, time.monotonic() - began, stalls.seconds)


def _told(seen: Seen) -> str:
    spec, observed = seen
    found = f"{observed.failure.code}: {observed.failure.explanation}" if observed.failure else observed.outcome
    return f"{spec.name}: {spec.code or 'healthy'} was expected; {found} {observed.alternatives or ''}"


def _is_exact(seen: Seen) -> bool:
    return seen[1].failure is not None and seen[1].failure.code == seen[0].code


def test_the_lab_is_large_enough(result: Result) -> None:
    """Sixty broken endpoints and twenty healthy ones, wherever the servers that it wants are installed."""
    assert len(result.broken) >= (80 if program(NGINX) and program(HAPROXY) else 60)
    assert len(result.well) >= 20
    assert len({spec.code for spec, _ in result.broken}) >= 25


def test_every_fault_is_named(result: Result) -> None:
    """Nine of ten exactly, and nearly all of the rest within the alternatives."""
    wrong = [_told(seen) for seen in result.broken if not _is_exact(seen)]
    missed = [_told(s) for s in result.broken if not _is_exact(s) and s[0].code not in s[1].alternatives]
    assert len(wrong) <= 0.1 * len(result.broken), "\n".join(wrong)
    assert len(missed) <= 0.03 * len(result.broken), "\n".join(missed)


def test_few_alternatives_are_left(result: Result) -> None:
    """Whoever names everything is always right: three alternatives in ten endpoints are enough."""
    assert sum(len(observed.alternatives) for _, observed in result.broken) <= 0.3 * len(result.broken)


def test_nothing_broken_is_called_healthy(result: Result) -> None:
    """A warning counts as seen."""
    assert [_told(s) for s in result.broken if s[1].outcome is not Outcome.FAULTY and not s[1].warnings] == []


def test_nothing_healthy_is_called_broken(result: Result) -> None:
    """However unusual it is."""
    assert [_told(s) for s in result.well if s[1].outcome is not Outcome.HEALTHY] == []


def test_slow_ones_hold_up_nobody(result: Result) -> None:
    """All of them take as long as the longest timeout, and two seconds more: at the best run, on this machine."""
    best = min(run.seconds - run.stalled for run in result.runs)
    assert best < result.longest_timeout + 2


def test_every_run_finds_the_same(result: Result) -> None:
    """No verdict hangs on who was quicker; at most one endpoint of all may be luckier than the others."""
    codes = [[o.failure.code if o.failure else "" for o in run.seen] for run in result.runs]
    unsteady = [(spec.name, *found) for spec, *found in zip(result.specs, *codes, strict=True) if len(set(found)) > 1]
    assert len(unsteady) <= 1, unsteady
