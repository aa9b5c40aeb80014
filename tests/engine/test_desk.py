"""What people may say, and what is refused because it does not fit."""

from __future__ import annotations

import pytest

from firstcause.engine.desk import Desk, RefusedError
from firstcause.engine.halt import standing
from firstcause.model.errors import UnknownIncidentError
from firstcause.model.event import Actor
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationApproved,
    MitigationHalted,
    MitigationRefused,
    NoteAdded,
    PageAcknowledged,
)
from firstcause.model.mitigation import PERSON, Halt, MitigationState
from firstcause.model.service import MitigationMode
from firstcause.testing.builders import ALICE, CODE, SERVICE
from firstcause.testing.expectations import mitigation, paged
from firstcause.testing.happenings import deploy
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import Fakes, with_mode, world

BOB = Actor("human", "bob")


@pytest.fixture
def proposed() -> Timeline:
    """An incident with a plan that waits for approval."""
    timeline = Timeline(catalogue=with_mode(MitigationMode.APPROVE))
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(10, paged("alice"), mitigation(MitigationState.PROPOSED))
    return timeline


def test_what_a_person_says_is_on_the_record_under_their_name(proposed: Timeline) -> None:
    """And the answer shows it."""
    incident = proposed.desk.state(proposed.incident.id, NoteAdded("I look at the bundle"), ALICE)
    last = proposed.desk.events(incident.id)[-1]
    assert (last.actor, last.fact) == (ALICE, NoteAdded("I look at the bundle"))


@pytest.mark.parametrize("fact", [PageAcknowledged("alice"), IncidentResolved("again")])
def test_a_resolved_incident_takes_no_more_of_it(proposed: Timeline, fact: Fact) -> None:
    """It says that it is resolved."""
    found = proposed.incident.id
    proposed.desk.state(found, IncidentResolved("we live with it"), ALICE)
    with pytest.raises(RefusedError, match="resolved already"):
        proposed.desk.state(found, fact, ALICE)


def test_only_the_plan_that_is_proposed_can_be_approved(proposed: Timeline) -> None:
    """Neither another plan nor the same one twice."""
    incident = proposed.incident
    assert incident.mitigation is not None
    assert incident.mitigation.plan is not None
    approval = MitigationApproved(incident.mitigation.plan.id, "alice")
    with pytest.raises(RefusedError, match="no plan 'other'"):
        proposed.desk.state(incident.id, MitigationApproved("other", "alice"), ALICE)
    proposed.desk.state(incident.id, approval, ALICE)
    with pytest.raises(RefusedError, match="no longer proposed"):
        proposed.desk.state(incident.id, approval, ALICE)


def test_an_incident_that_is_not_there_is_said_to_be_unknown() -> None:
    """With what to do about it."""
    with pytest.raises(UnknownIncidentError, match="no incident '2025-01-01-9'") as caught:
        Timeline().desk.incident("2025-01-01-9")
    assert "incident list" in caught.value.hint


def test_a_halt_holds_until_it_is_lifted_and_wakes_the_engine() -> None:
    """It is asked of the log every time, so it also survives a restart."""
    fakes, woken = Fakes(), []
    desk = Desk(world(fakes), wake=lambda: woken.append("woken"))
    assert standing(fakes.log) is None
    desk.halt("change freeze", ALICE)
    assert standing(fakes.log) == Halt("change freeze", "alice", fakes.clock.now())
    assert woken == ["woken"]
    desk.resume("thawed", BOB)
    assert standing(fakes.log) is None
    assert [(e.actor.name, e.fact) for e in desk.halts()] == [
        ("alice", MitigationHalted("change freeze")),
        ("bob", MitigationHalted("thawed", lifted=True)),
    ]


def test_only_a_halt_that_stands_can_be_lifted() -> None:
    """Whoever lifts nothing is told so, and nothing is recorded."""
    desk = Desk(world(Fakes()), wake=lambda: None)
    with pytest.raises(RefusedError, match="not halted"):
        desk.resume("thawed", ALICE)
    assert desk.halts() == []


def test_a_halt_can_be_renewed_by_somebody_else() -> None:
    """What was approved since the first halt is stopped by the second."""
    fakes = Fakes()
    desk = Desk(world(fakes), wake=lambda: None)
    desk.halt("change freeze", ALICE)
    approved_at = fakes.clock.advance(5)
    assert not standing_halt(fakes).stops(approved_at)
    fakes.clock.advance(5)
    desk.halt("longer than we thought", BOB)
    assert standing_halt(fakes).stops(approved_at)


def standing_halt(fakes: Fakes) -> Halt:
    found = standing(fakes.log)
    assert found is not None
    return found


def test_a_plan_that_a_person_refused_stays_refused(proposed: Timeline) -> None:
    """A guard's refusal may be overruled, a colleague's may not."""
    incident = proposed.incident
    assert incident.mitigation is not None
    assert incident.mitigation.plan is not None
    plan = incident.mitigation.plan.id
    proposed.desk.state(incident.id, MitigationRefused(plan, PERSON, "the schema has changed"), ALICE)
    with pytest.raises(RefusedError, match="refused, no longer proposed"):
        proposed.desk.state(incident.id, MitigationApproved(plan, "bob"), BOB)


def test_health_counts_what_is_open_and_to_be_done(proposed: Timeline) -> None:
    """For the engine's own metrics."""
    assert proposed.desk.health() == {"pending_effects": 0, "open": 3}
