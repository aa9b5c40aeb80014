"""Both lanes at every endpoint of the lab: the light lane, where it is asked first, changes no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from tests.lab.certificates import Certificates
from tests.lab.endpoints import Lab, Spec
from tests.lab.everything import faulty, healthy
from tests.lab.servers import Servers
from tests.lab.test_lab import look_at

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.lightly import Lightly

Pair = tuple[Spec, HandshakeObserved, HandshakeObserved]
TRIES = 3


@dataclass
class Twice:
    """Every endpoint, looked at with and without the light lane; `told` verdicts were the light lane's alone."""

    pairs: list[Pair]
    told: int


def steady(spec: Spec) -> Look:
    """As monitoring looks: a refusal is not asked again."""
    return replace(look_at(spec), diagnostic=False)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    """First all deep looks, then the light ones."""
    lightly = Lightly(repeated=10**9)
    with ExitStack() as closing, DeepLane() as deep, DeepLane(light=lightly) as light:
        made = Certificates(tmp_path_factory.mktemp("lab"), datetime.now(UTC))
        servers = Servers(made, closing)
        lab = Lab(made, servers)
        specs = [*faulty(lab), *healthy(lab)]
        servers.start()
        one, other = (_all(lane, specs) for lane in (deep, light))
        pairs = list(zip(specs, one, other, strict=True))
        yield Twice([_again(pair, deep, light) for pair in pairs], lightly.told)


def _all(lane: DeepLane, specs: list[Spec]) -> list[HandshakeObserved]:
    """A few at once: some of the lab's servers lose patience when all of them are busy."""
    groups = (specs[place : place + 16] for place in range(0, len(specs), 16))
    return [seen for group in groups for _, seen in lane.look_all(map(steady, group))]


def _again(pair: Pair, deep: DeepLane, light: DeepLane) -> Pair:
    """Where the two differ, both look again: whether a close shows as a reset is a race within one lane as well."""
    for _ in range(TRIES):
        spec, one, other = pair
        if _told(one) == _told(other):
            break
        pair = spec, deep.look_once(steady(spec)), light.look_once(steady(spec))
    return pair


def _told(observed: HandshakeObserved) -> str:
    return observed.failure.code if observed.failure else observed.outcome.value


def test_both_lanes_agree_everywhere(twice: Twice) -> None:
    """On the outcome, and on the code."""
    differ = [
        f"{s.name}: {_told(deep)}, {_told(light)}" for s, deep, light in twice.pairs if _told(deep) != _told(light)
    ]
    assert differ == []


def test_both_lanes_see_the_same(twice: Twice) -> None:
    """Chain, version, protocol, staple and warnings of healthy endpoints."""
    for spec, deep, light in twice.pairs:
        if deep.outcome is Outcome.HEALTHY:
            assert [w.code for w in light.warnings] == [w.code for w in deep.warnings], spec.name
            seen, also = deep.observed, light.observed
            assert (seen.chain, seen.version, seen.alpn) == (also.chain, also.version, also.alpn), spec.name
            assert seen.ocsp_staple == also.ocsp_staple, spec.name


def test_the_light_lane_tells_of_most_that_speak_the_newest_version(twice: Twice) -> None:
    """It is no lane that always gives up; and it told of nothing that is broken."""
    new = [s for s, deep, _ in twice.pairs if deep.outcome is Outcome.HEALTHY and deep.observed.version == "TLSv1.3"]
    assert 0.6 * len(new) <= twice.told <= len(new)
