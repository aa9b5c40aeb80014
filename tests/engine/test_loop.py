"""The threads around the engine: the loop survives trouble and says so, the workers do and give back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from signal import SIGQUIT
from threading import Condition
from threading import Event as Flag

import pytest

from firstcause.engine.document import Documents
from firstcause.engine.effects import Performer
from firstcause.engine.engine import Engine
from firstcause.engine.errands import LEASE
from firstcause.engine.loop import Loop
from firstcause.engine.workers import Workers
from firstcause.engine.world import World
from firstcause.model.effect import KeyedEffect, SendPage
from firstcause.model.event import Statement
from firstcause.model.facts import PageDelivered, ResponderPaged
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog
from firstcause.testing.builders import CODE, RULE, SERVICE
from firstcause.testing.clock import START
from firstcause.testing.crash import MortalLog
from firstcause.testing.memory import MemoryLog
from firstcause.testing.postgres import PostgresServer
from firstcause.testing.world import Fakes, world

STREAM = "incident/2025-11-07-1"
DEADLINE_SECONDS = 10.0


class News:
    """Wakes whoever waits for a condition, whenever something has happened."""

    def __init__(self) -> None:
        self._condition = Condition()

    def __call__(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def wait_for(self, holds: Callable[[], bool]) -> bool:
        with self._condition:
            return self._condition.wait_for(holds, DEADLINE_SECONDS)


def queue_page(log: MemoryLog) -> None:
    """A page that is due now."""
    fact = ResponderPaged("2025-11-07-1/0", "alice", 0, ("mail:alice",), "[P1] it is broken")
    effect = SendPage("2025-11-07-1", fact.page, "alice", "mail:alice", fact.text)
    keyed = KeyedEffect(f"{STREAM}#1 page", STREAM, effect, START)
    log.append(STREAM, 0, [Statement(fact, START, RULE)], now=START, effects=[keyed])


@pytest.mark.parametrize("refusals", [0, 1])
def test_workers_deliver_what_is_due_or_give_it_back(refusals: int) -> None:
    """The receipt and the end of the effect are one append; a refused page is due again, two seconds later."""
    log, news = MemoryLog(), News()
    fakes = Fakes(log=log)
    given = world(fakes)
    fakes.notifiers["mail:alice"].refusals = refusals
    queue_page(log)
    engine = Engine(given)
    workers = Workers(given, Performer(given, Documents(given)), "worker", news)
    try:
        workers.run_due()
        if refusals:
            later = START + timedelta(seconds=2)
            assert news.wait_for(lambda: bool(log.lease("probe", later, timedelta(0))))
        else:
            assert news.wait_for(lambda: log.pending() == 0)
            assert isinstance(log.read(STREAM)[-1].fact, PageDelivered)
    finally:
        workers.close()
        engine.close()


class SteppedEngine(Engine):
    """Tells of every step, lets half a second pass with it, and wakes the loop for the next."""

    def __init__(self, given: World, fakes: Fakes, stepped: News, wake: Flag) -> None:
        super().__init__(given)
        self._fakes = fakes
        self._stepped = stepped
        self._wake = wake

    def step(self, now: datetime) -> datetime:
        try:
            return super().step(now)
        finally:
            self._fakes.clock.advance(0.5)
            self._wake.set()
            self._stepped()


class SlowNotifier:
    """Delivers when it is told to; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go_on = Flag()

    def notify(self, key: str, subject: str, text: str) -> str:
        self.asked.append(key)
        self.go_on.wait(DEADLINE_SECONDS)
        return "delivered"


def test_what_we_have_in_hand_is_not_begun_again_when_our_lease_runs_out() -> None:
    """The disk stood still, and our own lease ran out: we are still at it, so we do not page twice."""
    log, news, slow = MemoryLog(), News(), SlowNotifier()
    fakes = Fakes(log=log)
    given = replace(world(fakes), notifiers={"mail:alice": slow})
    queue_page(log)
    engine = Engine(given)
    workers = Workers(given, Performer(given, Documents(given)), "worker", news)
    try:
        for _ in range(3):
            workers.run_due()
            fakes.clock.advance(2 * LEASE.total_seconds())
        slow.go_on.set()
        assert news.wait_for(lambda: log.pending() == 0)
        assert len(slow.asked) == 1
    finally:
        workers.close()
        engine.close()


def test_the_loop_survives_a_restart_of_its_database(postgres: PostgresServer) -> None:
    """The server crashes under a running engine: readiness says so, and afterwards the page goes out."""
    database = open_database(postgres.url())
    fakes, news, wake = Fakes(log=SqlEventLog(database)), News(), Flag()
    given = world(fakes)
    engine = SteppedEngine(given, fakes, news, wake)
    loop = Loop(engine, given.clock, wake)
    loop.start(Workers(given, Performer(given, Documents(given)), "worker", news))
    try:
        postgres.stop(SIGQUIT)
        try:
            assert news.wait_for(lambda: "cannot use postgresql://" in loop.trouble)
            assert loop.alive
            assert postgres.password not in loop.trouble
        finally:
            postgres.start()
        for replica in (0, 1):
            fakes.probe.breaks(f"{SERVICE}-{replica}:8443", CODE)
        assert news.wait_for(lambda: loop.trouble == "" and bool(fakes.notifiers["mail:alice"].delivered))
    finally:
        loop.stop()
        database.close()


def test_the_loop_survives_a_full_disk_and_says_so() -> None:
    """Readiness shows the trouble while it lasts; when there is space again the incident is opened."""
    log, fakes, news = MortalLog(MemoryLog()), Fakes(), News()
    fakes.log = log
    for replica in (0, 1):
        fakes.probe.breaks(f"{SERVICE}-{replica}:8443", CODE)
    log.full = True
    given = world(fakes)
    wake = Flag()
    engine = SteppedEngine(given, fakes, news, wake)
    loop = Loop(engine, given.clock, wake)
    workers = Workers(given, Performer(given, Documents(given)), "worker", news)
    loop.start(workers)
    try:
        assert news.wait_for(lambda: "no space left" in loop.trouble)
        # It comes round, and yet nobody may be told that it works.
        assert news.wait_for(lambda: not loop.stepping(0.2))
        assert loop.alive
        assert loop.turning(DEADLINE_SECONDS)
        log.full = False
        assert news.wait_for(lambda: loop.trouble == "" and bool(log.streams("incident/")))
        assert news.wait_for(lambda: loop.stepping(DEADLINE_SECONDS))
    finally:
        loop.stop()
    assert (loop.alive, loop.stepping(DEADLINE_SECONDS), loop.turning(DEADLINE_SECONDS)) == (False, False, False)


class HangingNotifier:
    """Takes a page and keeps it until it may go on."""

    def __init__(self) -> None:
        self.asked, self.go_on = Flag(), Flag()

    def notify(self, key: str, subject: str, text: str) -> str:
        self.asked.set()
        self.go_on.wait(DEADLINE_SECONDS)
        return "delivered at last"


def test_what_does_not_finish_in_time_is_given_back() -> None:
    """At the end of the process another may take the page over at once; if it is delivered after all, that is known."""
    log, news, hanging = MemoryLog(), News(), HangingNotifier()
    given = replace(world(Fakes(log=log)), notifiers={"mail:alice": hanging})
    queue_page(log)
    engine = Engine(given)
    workers = Workers(given, Performer(given, Documents(given)), "worker", news, size=1)
    try:
        workers.run_due()
        assert hanging.asked.wait(DEADLINE_SECONDS)
        assert not workers.finish(0.05)
        assert workers.stuck(0.0)
        assert not workers.stuck(DEADLINE_SECONDS)
        assert workers.give_back() == 1
        assert log.lease("other", START, timedelta(seconds=5)) == []
        (taken,) = log.lease("other", START + timedelta(seconds=1), timedelta(seconds=5))
        assert taken.key == f"{STREAM}#1 page"
        hanging.go_on.set()
        assert workers.finish(DEADLINE_SECONDS)
        assert (workers.give_back(), workers.stuck(0.0)) == (0, False)
        assert isinstance(log.read(STREAM)[-1].fact, PageDelivered)
    finally:
        hanging.go_on.set()
        workers.close()
        engine.close()
