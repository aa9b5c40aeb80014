"""Propose, refuse, start, judge: one step at a time, from what the log shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.eventlog.evolve import fold
from firstcause.mitigate.decide import Aftermath, may_still_be_refused, proposal, start, verdict, wants_to_start
from firstcause.mitigate.guards import Circumstances
from firstcause.mitigate.plan import rollback
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.facts import (
    CauseIdentified,
    Fact,
    MitigationApplied,
    MitigationApproved,
    MitigationFailed,
    MitigationProposed,
    MitigationRefused,
    MitigationStarted,
    MitigationVerified,
    RecoveryObserved,
)
from firstcause.model.incident import Hypothesis, Incident
from firstcause.model.mitigation import Deployment, Halt
from firstcause.model.service import Catalogue, MitigationMode, Service
from firstcause.testing.builders import (
    ALICE,
    SERVICE,
    change,
    events,
    hypothesis,
    incident,
    joined,
    opened,
    plan,
    service,
)
from firstcause.testing.clock import START, moment
from firstcause.testing.world import SHOP, with_mode

POLICY = MitigatePolicy(quiet=timedelta(seconds=2), verify_within=timedelta(seconds=60))
DEPLOYMENT = Deployment(SERVICE, "r42", settled=True, rolling=False, releases=("r41", "r42"))
CAUSE = CauseIdentified(hypothesis(suspect=change()))
PLAN = plan()
PROPOSED = MitigationProposed(PLAN)
APPROVED = MitigationApproved(PLAN.id, "alice")
HALT = Halt("freeze", "alice", START)
APPLIED = MitigationApplied(PLAN.id, "done")


def after(*facts: Fact) -> Incident:
    """Everything is stated by a rule, but for what alice approves."""
    stated = [opened(), joined(), CAUSE, *facts]
    numbered = [(max(number - 1.0, 0.0), fact) for number, fact in enumerate(stated)]
    return fold([replace(e, actor=ALICE) if e.fact == APPROVED else e for e in events(*numbered)])


def test_a_plan_names_its_target_its_way_back_and_its_proof() -> None:
    """Before anything is done."""
    (statement,) = proposal(after(), SHOP, START)
    assert isinstance(statement.fact, MitigationProposed)
    found = statement.fact.plan
    assert (found.from_release, found.to_release, found.deployer) == ("r42", "r41", "fleet")
    assert "r42" in found.way_back
    assert "handshakes well" in found.verification
    assert statement.evidence == ("1" * 64, "2" * 64)


def no_deployer() -> Catalogue:
    return Catalogue((service(deployer=""),))


@pytest.mark.parametrize(
    ("cause", "catalogue", "reason"),
    [
        (hypothesis(), SHOP, "there is nothing to roll back"),
        (hypothesis(suspect=change(revertible_to=None)), SHOP, "unknown means no"),
        (hypothesis(suspect=change(after="")), SHOP, "which release it made current"),
        (hypothesis(suspect=change(revertible_to="r42")), SHOP, "which release it made current"),
        (hypothesis(suspect=change()), no_deployer(), "has no deployer"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_reason(
    cause: Hypothesis, catalogue: Catalogue, reason: str
) -> None:
    """The refusal is recorded with the same care as an act."""
    (statement,) = proposal(incident((1, CauseIdentified(cause))), catalogue, START)
    assert isinstance(statement.fact, MitigationRefused)
    assert (statement.fact.plan, statement.fact.guard) == ("", "revertible")
    assert reason in statement.fact.reason


@pytest.mark.parametrize(
    ("found", "mode"),
    [
        (incident(), MitigationMode.AUTOMATIC),
        (after(PROPOSED), MitigationMode.AUTOMATIC),
        (after(MitigationRefused("", "revertible", "no")), MitigationMode.AUTOMATIC),
        (after(RecoveryObserved("s", "m")), MitigationMode.AUTOMATIC),
        (after(), MitigationMode.OFF),
    ],
)
def test_nothing_is_proposed_without_need(found: Incident, mode: MitigationMode) -> None:
    """No cause, a plan already, a refusal already, a recovery, or a service that is not to be touched."""
    assert proposal(found, with_mode(mode), START) == []


def test_without_a_cause_there_is_no_plan() -> None:
    """And it says so."""
    assert rollback(incident(), SHOP) == "there is no cause yet"


@pytest.mark.parametrize(
    ("facts", "mode", "wants"),
    [
        ([PROPOSED], MitigationMode.AUTOMATIC, True),
        ([PROPOSED], MitigationMode.APPROVE, False),
        ([PROPOSED], MitigationMode.PROPOSE, False),
        ([PROPOSED, APPROVED], MitigationMode.APPROVE, True),
        ([PROPOSED, MitigationStarted(PLAN.id)], MitigationMode.AUTOMATIC, False),
        ([PROPOSED, MitigationFailed(PLAN.id, "no")], MitigationMode.AUTOMATIC, False),
        ([PROPOSED, RecoveryObserved("s", "m")], MitigationMode.AUTOMATIC, False),
        ([MitigationRefused("", "revertible", "no")], MitigationMode.AUTOMATIC, False),
        ([], MitigationMode.AUTOMATIC, False),
    ],
)
def test_what_may_go_on_now(facts: list[Fact], mode: MitigationMode, wants: bool) -> None:
    """A proposed plan by itself where the mode is automatic, an approved one otherwise; never twice."""
    assert (wants_to_start(after(*facts), with_mode(mode)) is not None) is wants


@pytest.mark.parametrize(
    ("facts", "now", "waits"),
    [([PROPOSED], 6, True), ([PROPOSED], 12, False), ([PROPOSED, APPROVED], 6, False), ([], 6, False)],
)
def test_an_automatic_plan_waits_for_a_veto(facts: list[Fact], now: float, waits: bool) -> None:
    """For as long as the policy says; what a person approved waits no longer."""
    policy = replace(POLICY, veto=timedelta(seconds=10))
    assert may_still_be_refused(after(*facts), policy, moment(now)) is waits


def started(found: Incident, mode: MitigationMode, *, halt: Halt | None = None) -> list[Fact]:
    statements = start(found, with_mode(mode), Circumstances(DEPLOYMENT, halt), POLICY, moment(9))
    return [s.fact for s in statements]


def test_an_automatic_plan_is_approved_by_the_policy_and_started() -> None:
    """Both are on the record, before the deployer is called."""
    assert started(after(PROPOSED), MitigationMode.AUTOMATIC) == [
        MitigationApproved(PLAN.id, "policy: automatic"),
        MitigationStarted(PLAN.id),
    ]


def test_an_approved_plan_is_started() -> None:
    """Under the person's name."""
    assert started(after(PROPOSED, APPROVED), MitigationMode.APPROVE) == [MitigationStarted(PLAN.id)]


def test_a_refused_plan_is_not_started() -> None:
    """The refusal is all that is stated."""
    (fact,) = started(after(PROPOSED), MitigationMode.AUTOMATIC, halt=HALT)
    assert isinstance(fact, MitigationRefused)
    assert (fact.plan, fact.guard) == (PLAN.id, "not-halted")


def test_a_plan_that_a_guard_refused_may_be_approved() -> None:
    """The guards are asked once more, and a person's word opens those that are for automatic action alone."""
    refused = MitigationRefused(PLAN.id, "not-halted", "halted by alice")
    assert started(after(PROPOSED, refused, APPROVED), MitigationMode.AUTOMATIC, halt=HALT) == [
        MitigationStarted(PLAN.id)
    ]


def test_a_plan_that_nobody_allowed_states_nothing() -> None:
    """A proposal waits."""
    assert started(after(PROPOSED), MitigationMode.PROPOSE) == []


@pytest.mark.parametrize(
    ("healthy", "fail", "seconds", "verified", "words"),
    [
        (True, False, 2, True, "every endpoint handshakes well, no call to it fails"),
        (True, None, 2, True, "every endpoint handshakes well"),
        (None, False, 2, True, "no call to it fails"),
        (True, False, 1.9, None, ""),  # the quiet must last
        (True, True, 59, None, ""),
        (False, False, 59, None, ""),
        (None, None, 59, None, ""),
        (True, True, 60, False, "calls to it still fail"),
        (False, False, 60, False, "not every endpoint handshakes well"),
        (False, True, 60, False, "not every endpoint handshakes well"),
        (None, None, 60, False, "neither probes nor telemetry can tell"),
    ],
)
def test_did_it_help(
    healthy: bool | None, fail: bool | None, seconds: float, verified: bool | None, words: str
) -> None:
    """Verified on whatever can be seen, failed with what speaks against it, and open until one of the two."""
    applied = after(PROPOSED, APPROVED, MitigationStarted(PLAN.id), APPLIED)
    statements = verdict(applied, Aftermath(healthy, fail, ("e1",)), POLICY, moment(5 + seconds))
    if verified is None:
        assert statements == []
        return
    (statement,) = statements
    assert isinstance(statement.fact, MitigationVerified if verified else MitigationFailed)
    said = statement.fact.because if isinstance(statement.fact, MitigationVerified) else statement.fact.reason
    assert words in said
    assert statement.evidence == ("e1",)


def test_whoever_comes_late_has_the_whole_time_to_see() -> None:
    """An heir that has looked for a second does not say that the rollback failed; after the time for it, it does."""
    applied = after(PROPOSED, MitigationStarted(PLAN.id), APPLIED)
    seen = Aftermath(True, True, watched_since=moment(100))
    assert verdict(applied, seen, POLICY, moment(159)) == []
    (statement,) = verdict(applied, seen, POLICY, moment(160))
    assert isinstance(statement.fact, MitigationFailed)


def test_the_harm_stopped_when_the_rollback_was_in_place() -> None:
    """The proof came later; the milestone is the act."""
    applied = after(PROPOSED, MitigationStarted(PLAN.id), APPLIED)
    (statement,) = verdict(applied, Aftermath(True, False), POLICY, moment(30))
    assert statement.occurred_at == moment(4)


@pytest.mark.parametrize("facts", [[], [PROPOSED], [PROPOSED, MitigationStarted(PLAN.id)]])
def test_what_was_not_applied_is_not_judged(facts: list[Fact]) -> None:
    """There is nothing to judge."""
    assert verdict(after(*facts), Aftermath(True, False), POLICY, moment(999)) == []


def test_a_bare_service_is_only_proposed_for() -> None:
    """The default mode of a service that says nothing about mitigation is propose."""
    assert Service("x").mitigation is MitigationMode.PROPOSE
