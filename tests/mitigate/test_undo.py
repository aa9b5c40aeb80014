"""The way back: when there is one, what it says, and when it counts as gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstcause.mitigate.policy import MitigatePolicy
from firstcause.mitigate.undo import awaited, verdict, way_back
from firstcause.model.evidence import Unobserved
from firstcause.model.facts import (
    Fact,
    MitigationApplied,
    MitigationFailed,
    MitigationProposed,
    MitigationRefused,
    MitigationStarted,
    MitigationVerified,
    RecoveryObserved,
)
from firstcause.model.incident import Incident
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.testing.builders import SERVICE, incident, joined, plan
from firstcause.testing.clock import moment

POLICY = MitigatePolicy(verify_within=timedelta(seconds=60))
PLAN = plan()
PROPOSED, STARTED, APPLIED = MitigationProposed(PLAN), MitigationStarted(PLAN.id), MitigationApplied(PLAN.id, "done")
FAILED = MitigationFailed(PLAN.id, "calls to it still fail")
IN_PLACE = Deployment(SERVICE, "r42", settled=True, rolling=False)


def after(*facts: Fact) -> Incident:
    return incident(*((float(n), fact) for n, fact in enumerate(facts, 1)))


def planned() -> MitigationPlan:
    (statement,) = way_back(after(PROPOSED, STARTED, APPLIED, FAILED), moment(9))
    assert isinstance(statement.fact, MitigationProposed)
    return statement.fact.plan


def test_a_way_back_names_what_it_undoes_and_where_it_goes() -> None:
    """The release that was current before; and how we will know."""
    back = planned()
    assert (back.undoes, back.from_release, back.to_release, back.deployer) == (PLAN.id, "r41", "r42", "fleet")
    assert back.id != PLAN.id
    assert "r42 is current" in back.verification
    assert "r41" in back.way_back


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [PROPOSED, STARTED, APPLIED],
        [PROPOSED, STARTED, FAILED],  # the deployer refused: nothing was applied
        [PROPOSED, STARTED, APPLIED, MitigationVerified(PLAN.id, "well")],
        [PROPOSED, STARTED, APPLIED, FAILED, RecoveryObserved("s", "m")],
        [PROPOSED, STARTED, APPLIED, FAILED, RecoveryObserved("s", "m"), joined()],  # it helped late, and this is new
        [MitigationRefused("", "revertible", "no")],
    ],
)
def test_nothing_is_undone_without_need(facts: list[Fact]) -> None:
    """Only what was applied and has failed; and nothing once all is well."""
    assert way_back(after(*facts), moment(9)) == []


def test_a_way_back_is_planned_once() -> None:
    """Whatever becomes of it."""
    back = planned()
    before = (PROPOSED, STARTED, APPLIED, FAILED, MitigationProposed(back))
    assert way_back(after(*before), moment(9)) == []
    assert way_back(after(*before, MitigationRefused(back.id, "not-halted", "no")), moment(9)) == []
    assert way_back(after(*before, MitigationFailed(back.id, "no")), moment(9)) == []


@pytest.mark.parametrize(
    ("deployment", "seconds", "said"),
    [
        (IN_PLACE, 1, MitigationVerified),
        (Deployment(SERVICE, "r41", settled=True, rolling=False), 59, None),
        (Deployment(SERVICE, "r42", settled=False, rolling=True), 59, None),
        (Unobserved("connection refused"), 59, None),
        (Deployment(SERVICE, "r41", settled=True, rolling=False), 60, "r41 is current"),
        (Deployment(SERVICE, "r42", settled=False, rolling=True), 60, "the rollout is not finished"),
        (Unobserved("connection refused"), 60, "connection refused"),
    ],
)
def test_is_it_back_in_place(deployment: Deployment | Unobserved, seconds: float, said: type | str | None) -> None:
    """By the deployer's word alone; failed with what speaks against it, and open until one of the two."""
    back = planned()
    undone = (MitigationProposed(back), MitigationStarted(back.id), MitigationApplied(back.id, "done"))
    found = after(PROPOSED, STARTED, APPLIED, FAILED, *undone)
    assert awaited(found) == back
    facts = [s.fact for s in verdict(found, deployment, POLICY, moment(7 + seconds))]
    if said is None:
        assert facts == []
        return
    (fact,) = facts
    if said is MitigationVerified:
        assert fact == MitigationVerified(back.id, "r42 is back in place")
        return
    assert isinstance(fact, MitigationFailed)
    assert str(said) in fact.reason


def test_what_was_not_applied_is_not_awaited() -> None:
    """There is nothing to judge."""
    started = after(PROPOSED, STARTED, APPLIED, FAILED, MitigationProposed(planned()))
    assert awaited(started) is None
    assert verdict(started, IN_PLACE, POLICY, moment(99)) == []
