"""One lane for the engine and for `/probe`: who gets a look of their own, and who is answered by an earlier one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from firstcause.model.handshake import Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.shared import SharedLane, TooManyLooksError

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab
from firstcause.testing.loopback import Server

NAME = "order-service.internal"
SECONDS = 20.0


@pytest.fixture
def finished() -> threading.Semaphore:
    """One more for each of the engine's looks that has come back."""
    return threading.Semaphore(0)


@pytest.fixture
def shared(finished: threading.Semaphore) -> Iterator[SharedLane]:
    """Six looks a minute, as is the rule."""
    lane = SharedLane(DeepLane(), 6, finished=finished.release)
    yield lane
    lane.close()


def _look(lab: Lab, server: Server) -> Look:
    endpoint = Endpoint("127.0.0.1", server.port, NAME)
    return Look("order-service", endpoint, View("billing-api", lab.trust), 5.0)


def test_an_endpoint_that_only_prometheus_looks_at_gets_the_whole_budget(lab: Lab, shared: SharedLane) -> None:
    """Six looks, and every further question in that minute is answered by the last of them."""
    look = _look(lab, lab.healthy())
    own = [shared.ask(look).result(SECONDS) for _ in range(6)]
    more = [shared.ask(look).result(SECONDS) for _ in range(3)]
    assert len({taken.at for taken in own}) == 6
    assert more == [own[-1]] * 3
    assert [(c.asker, c.outcome, c.count) for c in shared.counts()] == [("exporter", "healthy", 6)]


def test_the_engine_always_finds_room_to_confirm_what_it_saw(
    lab: Lab, shared: SharedLane, finished: threading.Semaphore
) -> None:
    """Of six looks a minute Prometheus gets what the engine leaves, less two; then it is told what the engine saw."""
    look = _look(lab, lab.healthy())
    for _ in range(2):
        shared.submit([look])
        assert finished.acquire(timeout=SECONDS)
    for _ in range(5):
        shared.ask(replace(look, service="", timeout_seconds=1.0)).result(SECONDS)
    assert {c.asker: c.count for c in shared.counts()} == {"engine": 2, "exporter": 2}
    shared.submit([look])
    assert finished.acquire(timeout=SECONDS)
    seen = shared.collect()
    assert shared.ask(look).result(SECONDS).at == seen[-1][0]
    assert len(seen) == 3


def test_where_the_budget_is_the_engines_alone_prometheus_is_told_what_it_saw(
    lab: Lab, finished: threading.Semaphore
) -> None:
    """Two looks a minute are both the engine's; every probe is answered by them."""
    look = _look(lab, lab.healthy())
    lane = SharedLane(DeepLane(), 2, finished=finished.release)
    try:
        lane.submit([look])
        assert finished.acquire(timeout=SECONDS)
        assert lane.ask(look).result(SECONDS).observed == lane.collect()[0][1]
    finally:
        lane.close()


def test_two_who_ask_at_once_share_one_look(lab: Lab, shared: SharedLane) -> None:
    """A pair of Prometheus servers costs no second handshake."""
    look = _look(lab, lab.raw("silence"))
    look = replace(look, timeout_seconds=0.5)
    first, second = shared.ask(look), shared.ask(replace(look, timeout_seconds=2.0))
    assert first is second
    failure = first.result(SECONDS).observed.failure
    assert failure is not None
    assert failure.code == "tls/handshake-timeout"


def test_a_question_that_nobody_asked_before_waits_for_the_next_minute(lab: Lab, shared: SharedLane) -> None:
    """The budget is the endpoint's: another path is no other endpoint, and nothing is made up."""
    look = _look(lab, lab.healthy())
    for _ in range(6):
        shared.ask(look).result(SECONDS)
    with pytest.raises(TooManyLooksError) as caught:
        shared.ask(replace(look, path="/healthz"))
    assert caught.value.retryable
    assert "looks_per_minute" in caught.value.hint


def test_a_question_cannot_be_taken_back(lab: Lab, shared: SharedLane) -> None:
    """Prometheus hangs up when it is tired of waiting; the lane goes on, and answers the next one."""
    look = replace(_look(lab, lab.raw("silence")), timeout_seconds=0.3)
    assert not shared.ask(look).cancel()
    after = shared.ask(_look(lab, lab.healthy())).result(SECONDS)
    assert after.observed.outcome is Outcome.HEALTHY


def test_a_closed_lane_answers_at_once(lab: Lab, shared: SharedLane) -> None:
    """A scrape during a reload is told that nobody looked."""
    shared.close()
    seen = shared.ask(_look(lab, lab.healthy())).result(SECONDS).observed
    assert seen.outcome is Outcome.UNOBSERVED
