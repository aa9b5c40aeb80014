"""Killed at any moment and started again, the engine finishes the story: one page, one rollback, one incident."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstcause.engine.errands import LEASE
from firstcause.model import facts
from firstcause.model.errors import StorageFullError
from firstcause.model.mitigation import MitigationState
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog
from firstcause.testing.builders import CODE, SERVICE
from firstcause.testing.crash import Died, MortalLog
from firstcause.testing.expectations import cause, mitigation, paged, rca, recovered, resolved, stated
from firstcause.testing.happenings import deploy, stops_mitigation
from firstcause.testing.memory import MemoryLog
from firstcause.testing.postgres import PostgresServer
from firstcause.testing.timeline import Expectation, Timeline
from firstcause.testing.world import Fakes, LogAndQueue


def tell_the_story(timeline: Timeline) -> None:
    """From the broken release to the document."""
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(60, resolved(), rca())


def live_until_death(log: LogAndQueue | None = None, **dies: int) -> Timeline:
    """The usual story, told until the log's n-th append kills the process; then time passes and it starts again."""
    survivor = log or MemoryLog()
    timeline = Timeline(Fakes(log=MortalLog(survivor, **dies)))
    with pytest.raises(Died):
        tell_the_story(timeline)
    timeline.fakes.log = survivor
    timeline.fakes.clock.advance(LEASE.total_seconds())
    timeline.restart()
    return timeline


def appends_of_a_whole_story() -> int:
    log = MortalLog(MemoryLog())
    tell_the_story(Timeline(Fakes(log=log)))
    return log.appends


APPENDS = range(1, appends_of_a_whole_story() + 1)


def finish(timeline: Timeline) -> None:
    """Whatever was lost, what follows is one of everything."""
    timeline.then()
    timeline.within(90, paged("alice"), mitigation(MitigationState.VERIFIED), resolved(), rca())
    assert len(timeline.incidents) == 1
    keys = {key for notifier in timeline.fakes.notifiers.values() for key, _, _ in notifier.delivered}
    assert len(keys) == 1
    assert len(timeline.stated(facts.ResponderPaged)) == 1
    assert len(timeline.stated(facts.MitigationStarted)) == 1
    assert len(timeline.fakes.deployer.rollbacks) == 1
    assert len(timeline.fakes.vault.documents()) - sum("/evidence/" in d for d in timeline.fakes.vault.documents()) == 1


@pytest.mark.parametrize("number", APPENDS)
def test_killed_after_an_append_the_story_is_finished(number: int) -> None:
    """What was on disk is not done again, and what was not yet done is done."""
    finish(live_until_death(dies_after=number))


@pytest.mark.parametrize("number", APPENDS)
def test_killed_before_an_append_the_story_is_finished(number: int) -> None:
    """A page may then be delivered twice, but with the same key; a rollback that was made is found made."""
    finish(live_until_death(dies_before=number))


@pytest.mark.parametrize("number", APPENDS[::5])
@pytest.mark.parametrize("when", ["dies_after", "dies_before"])
def test_on_a_server_too_the_story_is_finished(postgres: PostgresServer, number: int, when: str) -> None:
    """The log on PostgreSQL keeps the same promises; a few of the moments are enough to show it."""
    database = open_database(postgres.url())
    finish(live_until_death(SqlEventLog(database), **{when: number}))
    database.close()


def started() -> Timeline:
    """The process died when MitigationStarted was on disk and the deployer had not been called."""
    for number in APPENDS:
        timeline = live_until_death(dies_after=number)
        if timeline.stated(facts.MitigationStarted):
            return timeline
    raise AssertionError("the story has no rollback")


def begun_and_died() -> Timeline:
    """The process died when it had said that it begins the rollback, and before anybody could see one."""
    timeline = started()
    (leased,) = timeline.fakes.log.lease("dead", timeline.now, LEASE)
    assert timeline.fakes.log.begin(leased.key, "dead")
    timeline.fakes.clock.advance(LEASE.total_seconds())
    return timeline


def test_a_rollback_that_somebody_began_is_not_begun_twice() -> None:
    """It never shows: after half a minute it is left to people, and the deployer was not called a second time."""
    timeline = begun_and_died()
    timeline.then()
    timeline.within(60, mitigation(MitigationState.FAILED, "not begun twice"))
    assert timeline.fakes.deployer.rollbacks == []


def test_a_rollback_that_somebody_began_is_waited_for() -> None:
    """Its command was only slow: as soon as it shows, the story goes on."""
    timeline = begun_and_died()
    timeline.then()
    timeline.never(5, stated(facts.MitigationApplied), stated(facts.MitigationFailed))
    timeline.fakes.deployer.deploy(SERVICE, "r41")
    timeline.within(60, mitigation(MitigationState.VERIFIED), resolved(), rca())
    assert timeline.fakes.deployer.rollbacks == []


def test_a_rollback_that_is_under_way_after_a_crash_is_waited_for() -> None:
    """The deployer says that it is rolling to the target: it is not called again, and the verdict precedes recovery."""
    timeline = started()
    deployer = timeline.fakes.deployer
    deployer.deploy(SERVICE, "r41")
    deployer.rolling = True
    timeline.then()
    timeline.never(30, stated(facts.MitigationApplied), stated(facts.MitigationFailed), recovered())
    deployer.rolling = False
    timeline.within(60, stated(facts.MitigationApplied), recovered())
    assert deployer.rollbacks == []


def test_a_release_that_somebody_deployed_meanwhile_is_not_rolled_back() -> None:
    """A colleague's repair went out while we were down: we keep our hands off it."""
    timeline = started()
    timeline.then(deploy(SERVICE, "r43"))
    timeline.within(10, mitigation(MitigationState.FAILED, "r43 is current, no longer r42"))
    assert timeline.fakes.deployer.rollbacks == []


def test_a_halt_after_a_crash_still_stops_the_rollback() -> None:
    """Started on disk, but not begun: `firstcause mitigation stop` comes in time."""
    timeline = started()
    timeline.then(stops_mitigation)
    timeline.within(10, mitigation(MitigationState.FAILED, "halted"))
    assert timeline.fakes.deployer.rollbacks == []


def test_a_deployer_that_never_answers_fails_the_mitigation_in_the_end() -> None:
    """The incident does not wait for ever for a rollback that nobody can begin."""
    timeline = started()
    timeline.fakes.deployer.silence = "connection refused"
    timeline.then()
    timeline.within(150, mitigation(MitigationState.FAILED, "connection refused"))


def test_a_full_disk_delays_the_story_and_loses_nothing() -> None:
    """While appends fail nothing is sent; with space again everything follows."""
    log = MortalLog(MemoryLog())
    timeline = Timeline(Fakes(log=log))
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    log.full = True
    with pytest.raises(StorageFullError):
        timeline.within(5, paged("alice"))
    assert not any(n.delivered for n in timeline.fakes.notifiers.values())
    log.full = False
    timeline.then()
    timeline.within(60, paged("alice"), resolved(), rca())
    assert len(timeline.incidents) == 1


def comes_back(timeline: Timeline, after: float) -> None:
    """The process is killed, and started again so many seconds later."""
    timeline.fakes.clock.advance(after)
    timeline.restart()
    timeline.then()


def broken_until(*expectations: Expectation) -> Timeline:
    """From the broken release to this, without a crash."""
    timeline = Timeline()
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(10, *expectations)
    return timeline


def test_a_restart_in_the_middle_does_not_diagnose_blindly() -> None:
    """Paged, killed, started again: what the probe saw is forgotten, and the cause waits for its first looks."""
    timeline = broken_until(paged("alice"))
    timeline.fakes.metrics.calls("storefront", SERVICE, 5, timeline.now, "failed")  # more than handshakes explain
    timeline.fakes.probe.takes = timedelta(seconds=3)
    comes_back(timeline, after=3)
    timeline.within(10, cause(CODE, on=SERVICE))


def test_a_restart_after_the_rollback_does_not_judge_it_blindly() -> None:
    """Applied, killed, started again: without one look at the endpoints the rollback has not been verified."""
    timeline = broken_until(mitigation(MitigationState.APPLIED))
    timeline.fakes.probe.takes = timedelta(seconds=3)
    comes_back(timeline, after=10)
    timeline.within(20, mitigation(MitigationState.VERIFIED))
    verified = [e.fact for e in timeline.events() if isinstance(e.fact, facts.MitigationVerified)]
    assert ["every endpoint handshakes well" in fact.because for fact in verified] == [True]


def test_a_long_absence_after_the_rollback_does_not_speak_against_it() -> None:
    """Applied, killed, away for longer than a verdict may take; the telemetry lags. It is not undone for that."""
    timeline = broken_until(mitigation(MitigationState.APPLIED))
    timeline.fakes.metrics.lag = timedelta(seconds=40)
    comes_back(timeline, after=35)
    timeline.within(20, mitigation(MitigationState.VERIFIED))
    assert timeline.stated(facts.MitigationFailed) == []


def test_a_probe_that_never_answers_does_not_hold_up_the_diagnosis() -> None:
    """After twice the time that a look may take, the telemetry has to do."""
    timeline = broken_until(paged("alice"))
    timeline.fakes.probe.takes = timedelta(hours=1)
    comes_back(timeline, after=0)
    timeline.within(30, stated(facts.HypothesisRaised))
