"""A rollback that does not help is undone and paged; halts, freezes and pauses hold, and people may overrule them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.engine.errands import LEASE
from firstcause.model import facts
from firstcause.model.incident import Status
from firstcause.model.mitigation import MitigationState
from firstcause.model.service import MitigationMode
from firstcause.model.window import Window
from firstcause.page.policy import Contact, PagePolicy
from firstcause.testing.builders import CODE, SERVICE
from firstcause.testing.clock import moment
from firstcause.testing.crash import Died, MortalLog
from firstcause.testing.expectations import mitigation, paged, rca, recovered, resolved, stated, undoing
from firstcause.testing.happenings import (
    acknowledges,
    approves,
    deploy,
    fault,
    heals,
    resumes_mitigation,
    spoils,
    stops_mitigation,
)
from firstcause.testing.memory import MemoryLog
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import QUICK, Fakes, with_mode

ALONE = replace(
    QUICK,
    page=PagePolicy((Contact("alice", ("mail:alice",)),), timedelta(seconds=30)),
    mitigate=replace(QUICK.mitigate, verify_within=timedelta(seconds=6)),
)


def breaks(timeline: Timeline) -> None:
    """Release r42 is broken, and so is r41 by now: a rollback cannot help."""
    timeline.at(5, spoils(SERVICE, "r41", CODE), deploy(SERVICE, breaks=CODE))


def releases(timeline: Timeline) -> list[str]:
    """Where the deployer was sent, in order."""
    return [plan.to_release for plan in timeline.fakes.deployer.rollbacks]


def test_a_rollback_that_does_not_help_is_undone_and_paged() -> None:
    """Alice had answered; she is called again, with the reason, and everything is as we found it until she repairs."""
    timeline = Timeline()
    breaks(timeline)
    timeline.within(5, paged("alice"))
    timeline.then(acknowledges)
    timeline.within(45, undoing(MitigationState.VERIFIED, "r42 is back in place"))
    assert releases(timeline) == ["r41", "r42"]
    assert timeline.incident.mitigation is not None
    assert timeline.incident.mitigation.state is MitigationState.FAILED
    assert timeline.incident.milestones.mitigated is None
    assert timeline.incident.acknowledged_by == ""
    (_, (_, subject, text)) = timeline.fakes.notifiers["mail:alice"].delivered
    assert "] again: " in subject
    assert "the mitigation failed: 30 s after the plan to roll order-service back from r42 to r41" in text
    assert "undo it: put order-service back from r41 to r42 (proposed)" in text
    timeline.then(acknowledges, deploy(SERVICE, "r43"))
    timeline.within(40, recovered(), resolved(), rca())
    assert releases(timeline) == ["r41", "r42"]
    assert timeline.incident.status is Status.RESOLVED


def test_whoever_does_not_answer_the_second_call_is_followed_by_the_next() -> None:
    """The escalation goes on after it as after any page."""
    timeline = Timeline(policies=replace(QUICK, mitigate=ALONE.mitigate))
    breaks(timeline)
    timeline.within(5, paged("alice"))
    timeline.then(acknowledges)
    timeline.within(20, stated(facts.PageReopened))
    timeline.then()
    timeline.never(25, paged("bob"))
    timeline.within(35, paged("bob"))
    pages = [event.fact.page for event in timeline.stated(facts.ResponderPaged) if hasattr(event.fact, "page")]
    assert len(pages) == len(set(pages)) == 3


def test_what_the_deployer_refused_is_paged_and_not_undone() -> None:
    """Nothing was applied, so there is nothing to undo; but whoever trusted in the rollback has to know."""
    timeline = Timeline(policies=ALONE)
    timeline.fakes.deployer.trouble = "forbidden"
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(10, mitigation(MitigationState.FAILED, "forbidden"), stated(facts.PageReopened))
    timeline.never(40, undoing(MitigationState.PROPOSED))
    assert len(timeline.fakes.notifiers["mail:alice"].delivered) == 2


def test_a_late_recovery_is_not_undone() -> None:
    """The rollback helped after the verdict and before the way back could begin: it stays, also in a relapse."""
    timeline = Timeline(policies=replace(ALONE, mitigate=replace(ALONE.mitigate, veto=timedelta(seconds=20))))
    breaks(timeline)
    timeline.within(60, undoing(MitigationState.PROPOSED))
    timeline.then(heals(SERVICE))
    timeline.within(18, recovered())
    timeline.then(fault(CODE, on=SERVICE))
    timeline.never(60, undoing(MitigationState.STARTED), undoing(MitigationState.APPLIED))
    timeline.then(heals(SERVICE))
    timeline.within(60, resolved(), rca())
    assert releases(timeline) == ["r41"]


def test_where_a_person_approved_a_person_approves_the_way_back() -> None:
    """The mode approve asks for every change of production."""
    timeline = Timeline(catalogue=with_mode(MitigationMode.APPROVE), policies=ALONE)
    breaks(timeline)
    timeline.within(10, mitigation(MitigationState.PROPOSED))
    timeline.then(approves)
    timeline.within(20, undoing(MitigationState.PROPOSED))
    timeline.then()
    timeline.never(20, undoing(MitigationState.STARTED), undoing(MitigationState.APPLIED))
    timeline.then(approves)
    timeline.within(5, undoing(MitigationState.VERIFIED))
    assert releases(timeline) == ["r41", "r42"]


def test_a_way_back_that_fails_is_paged_once_more() -> None:
    """Two failures are two calls, and nothing more is tried."""
    timeline = Timeline(policies=ALONE)
    breaks(timeline)
    timeline.within(10, mitigation(MitigationState.APPLIED))
    timeline.fakes.deployer.trouble = "the registry is down"
    timeline.within(30, undoing(MitigationState.FAILED, "the registry is down"))
    timeline.then()
    timeline.never(40, undoing(MitigationState.APPLIED))
    assert len(timeline.stated(facts.PageReopened)) == 2
    assert releases(timeline) == ["r41"]


def test_a_halt_stops_the_way_back_too_until_a_person_approves_it() -> None:
    """The refusal is recorded; an approval in knowledge of the halt overrules it."""
    timeline = Timeline(policies=ALONE)
    breaks(timeline)
    timeline.within(10, mitigation(MitigationState.APPLIED))
    timeline.then(stops_mitigation)
    timeline.within(20, undoing(MitigationState.REFUSED, "halted by alice"))
    timeline.then(approves)
    timeline.within(10, undoing(MitigationState.VERIFIED))
    assert releases(timeline) == ["r41", "r42"]


def test_the_document_tells_who_halted_and_what_was_undone() -> None:
    """Halts stand in a stream of their own; those of the incident's time are in its timeline, and no others."""
    timeline = Timeline(policies=ALONE)
    timeline.at(1, stops_mitigation)
    timeline.at(2, resumes_mitigation)
    breaks(timeline)
    timeline.within(10, mitigation(MitigationState.APPLIED))
    timeline.then(stops_mitigation)
    timeline.within(20, undoing(MitigationState.REFUSED))
    timeline.then(deploy(SERVICE, "r43"))
    timeline.within(60, resolved(), rca())
    document = timeline.fakes.vault.read(timeline.incident.rca)
    assert document.count("alice halted all automatic action: we are in a change freeze") == 1
    assert "alice allowed automatic action again" not in document
    assert "Undoing the mitigation refused by the guard `not-halted`" in document


def test_an_approval_from_before_the_halt_is_stopped_by_it() -> None:
    """Alice approved, then somebody stopped everything: she did not know."""
    timeline = Timeline(catalogue=with_mode(MitigationMode.APPROVE))
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(10, mitigation(MitigationState.PROPOSED))
    timeline.then(approves, stops_mitigation)
    timeline.within(10, mitigation(MitigationState.REFUSED, "not-halted"))
    assert releases(timeline) == []


def test_a_halt_that_was_lifted_stops_nothing() -> None:
    """`firstcause mitigation resume` gives the way free for what comes after it."""
    timeline = Timeline()
    timeline.at(2, stops_mitigation)
    timeline.at(4, resumes_mitigation)
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(20, mitigation(MitigationState.VERIFIED))


def test_a_freeze_stops_automatic_action_and_no_person() -> None:
    """By the configuration's interval; alice may approve all the same."""
    frozen = replace(QUICK, mitigate=replace(QUICK.mitigate, freeze=(Window(moment(0), moment(3600)),)))
    timeline = Timeline(policies=frozen)
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(10, mitigation(MitigationState.REFUSED, "not-frozen"))
    timeline.then(approves)
    timeline.within(20, mitigation(MitigationState.VERIFIED))


def test_what_breaks_again_within_the_cool_down_wants_a_person() -> None:
    """The pause is asked of the log across incidents; after it, and for other services, the guards let it pass."""
    pause = replace(QUICK, mitigate=replace(QUICK.mitigate, cool_down=timedelta(minutes=5)))
    timeline = Timeline(policies=pause)
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(60, resolved())
    timeline.then(deploy(SERVICE, "r43", breaks=CODE))
    timeline.within(10, mitigation(MitigationState.REFUSED, "cool-down: order-service was mitigated automatically at"))
    timeline.then(approves)
    timeline.within(60, mitigation(MitigationState.VERIFIED))
    timeline.run_until(timeline.now + timedelta(minutes=5))
    timeline.then(deploy(SERVICE, "r44", breaks=CODE))
    timeline.within(30, mitigation(MitigationState.APPLIED))
    assert releases(timeline) == ["r41", "r41", "r41"]


def tell_the_story(timeline: Timeline) -> None:
    """From the broken release to the way back that is verified."""
    breaks(timeline)
    timeline.within(60, undoing(MitigationState.VERIFIED))


def appends_of_a_whole_story() -> int:
    log = MortalLog(MemoryLog())
    tell_the_story(Timeline(Fakes(log=log), policies=ALONE))
    return log.appends


def deaths() -> Iterator[dict[str, int]]:
    """Before and after each append of the story from the moment at which the rollback is planned."""
    for number in range(4, appends_of_a_whole_story() + 1):
        yield {"dies_before": number}
        yield {"dies_after": number}


@pytest.mark.parametrize("dies", list(deaths()), ids=str)
def test_killed_at_any_append_nothing_is_started_twice(dies: dict[str, int]) -> None:
    """One rollback, one way back, one second call: whatever was on disk is not done again, and the rest is done."""
    survivor = MemoryLog()
    timeline = Timeline(Fakes(log=MortalLog(survivor, **dies)), policies=ALONE)
    with pytest.raises(Died):
        tell_the_story(timeline)
    timeline.fakes.log = survivor
    timeline.fakes.clock.advance(LEASE.total_seconds())
    timeline.restart()
    timeline.then()
    timeline.within(60, undoing(MitigationState.VERIFIED))
    timeline.then()
    timeline.never(5, recovered())
    assert releases(timeline) == ["r41", "r42"]
    stated_once = (facts.MitigationFailed, facts.PageReopened)
    stated_twice = (facts.MitigationProposed, facts.MitigationStarted, facts.MitigationApplied, facts.ResponderPaged)
    assert [len(timeline.stated(fact)) for fact in stated_once] == [1, 1]
    assert [len(timeline.stated(fact)) for fact in stated_twice] == [2, 2, 2, 2]
    keys = {key for key, _, _ in timeline.fakes.notifiers["mail:alice"].delivered}
    assert len(keys) == 2
