"""What each fact makes of an incident; and that folding is total, repeatable and honours corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from firstcause.eventlog.codec import from_json, to_json
from firstcause.eventlog.evolve import evolve, fold
from firstcause.model import facts
from firstcause.model.facts import Fact
from firstcause.model.incident import Incident, Milestones, Severity, Status, Urgency, WithheldPage
from firstcause.model.mitigation import MitigationState
from firstcause.testing.builders import (
    ALICE,
    CODE,
    INCIDENT,
    RULE,
    SERVICE,
    change,
    events,
    hypothesis,
    incident,
    joined,
    opened,
    plan,
)
from firstcause.testing.clock import START, moment

PAGED = facts.ResponderPaged("p0", "alice", 0, ("mail", "sms"), "it is broken")
PLAN = plan()
RAISED = facts.HypothesisRaised(hypothesis())
FAILED = facts.MitigationFailed(PLAN.id, "it is not")
BACK = replace(plan(from_release="r41", to_release="r42"), id=f"{PLAN.id}/undo", undoes=PLAN.id)

Shows = Callable[[Incident], object]

EFFECTS: list[tuple[list[Fact], Shows, object]] = [
    ([facts.AlertLeft(f"probe/{SERVICE}")], lambda i: i.alerts[0].resolved, True),
    ([facts.AlertLeft("probe/stranger")], lambda i: i.alerts[0].resolved, False),
    ([joined("billing-api")], lambda i: [a.service for a in i.alerts], [SERVICE, "billing-api"]),
    ([facts.AlertLeft(f"probe/{SERVICE}"), joined()], lambda i: [a.resolved for a in i.alerts], [False]),
    ([facts.SeverityAssessed(Severity.P2, "why")], lambda i: i.severity, Severity.P2),
    ([PAGED], lambda i: [(p.id, p.contact, p.step) for p in i.pages], [("p0", "alice", 0)]),
    ([PAGED, facts.PageDelivered("p0", "mail", "ok")], lambda i: i.pages[0].delivered, {"mail": "ok"}),
    ([PAGED, facts.PageFailed("p0", "sms", "503")], lambda i: i.pages[0].failed, {"sms": "503"}),
    ([PAGED, facts.PageFailed("other", "sms", "503")], lambda i: i.pages[0].failed, {}),
    (
        [facts.PageWithheld("alice", 0, ("mail",), "it is broken", "the first to be called")],
        lambda i: (i.withheld, i.pages, i.milestones.paged),
        ((WithheldPage("alice", 0, moment(1), ("mail",)),), (), None),
    ),
    ([facts.PageAcknowledged("alice")], lambda i: i.acknowledged_by, "alice"),
    ([facts.MitigationProposed(PLAN), FAILED], lambda i: i.call_again, "the mitigation failed: it is not"),
    (
        [facts.PageAcknowledged("alice"), FAILED, facts.PageReopened("it failed")],
        lambda i: (i.acknowledged_by, i.call_again, i.milestones.acknowledged is not None),
        ("", "", True),
    ),
    ([RAISED], lambda i: [h.id for h in i.hypotheses], [f"{SERVICE} {CODE}"]),
    (
        [RAISED, facts.HypothesisRaised(hypothesis("billing-api", confidence=0.95))],
        lambda i: [h.service for h in i.hypotheses],
        ["billing-api", SERVICE],
    ),
    ([RAISED, facts.HypothesisRuledOut(hypothesis(), "healthy")], lambda i: i.hypotheses, ()),
    (
        [RAISED, facts.HypothesisRuledOut(hypothesis(), "healthy")],
        lambda i: [(h.id, r.text) for h, r in i.ruled_out],
        [(f"{SERVICE} {CODE}", "healthy")],
    ),
    ([facts.HypothesisRuledOut(hypothesis(), "healthy"), RAISED], lambda i: i.ruled_out, ()),
    ([facts.DiagnosisInconclusive("a probe")], lambda i: i.inconclusive, "a probe"),
    ([facts.DiagnosisInconclusive("a probe"), RAISED], lambda i: i.inconclusive, ""),
    ([facts.CauseIdentified(hypothesis())], lambda i: i.cause, hypothesis()),
    ([facts.ChangeObserved(change())], lambda i: i.changes, (change(),)),
    (
        [facts.ChangeObserved(change(takes_seconds=None)), facts.ChangeObserved(change())],
        lambda i: i.changes,
        (change(),),
    ),
    ([facts.QuestionAsked("why?")], lambda i: i.questions, {"why?": ""}),
    ([facts.QuestionAsked("why?"), facts.QuestionAnswered("why?", "so")], lambda i: i.questions, {"why?": "so"}),
    ([facts.QuestionAnswered("why?", "so"), facts.QuestionAsked("why?")], lambda i: i.questions, {"why?": "so"}),
    ([facts.RcaPublished("RCAs/x.md")], lambda i: i.rca, "RCAs/x.md"),
    ([facts.IncidentMerged("2025-11-07-2", "one failure")], lambda i: i.status, Status.RESOLVED),
    ([facts.NoteAdded("coffee")], lambda i: replace(i, sequence=2), incident()),
    ([facts.PageEscalated(1, "nobody answered")], lambda i: replace(i, sequence=2), incident()),
]


@pytest.mark.parametrize(("stated", "shows", "expected"), EFFECTS)
def test_what_a_fact_makes_of_the_incident(stated: list[Fact], shows: Shows, expected: object) -> None:
    """Each fact changes what it speaks of."""
    assert shows(incident(*((n + 1, fact) for n, fact in enumerate(stated)))) == expected


def test_an_incident_is_opened_with_all_that_its_first_fact_says() -> None:
    """Id from the stream, the rest from the fact, and it is detected from then on."""
    found = fold(events((3, opened(urgency=Urgency.TICKET))))
    assert (found.id, found.service, found.urgency, found.opened_at) == (INCIDENT, SERVICE, Urgency.TICKET, moment(3))
    assert found.milestones.detected is not None
    assert found.milestones.detected.at == moment(3)


def test_a_page_among_tickets_makes_the_incident_a_page() -> None:
    """And a later ticket does not take that back."""
    ticket, page = joined(urgency=Urgency.TICKET, identity="a"), joined(identity="b")
    start = (0.0, opened(urgency=Urgency.TICKET))
    assert fold(events(start, (0, ticket))).urgency is Urgency.TICKET
    assert fold(events(start, (0, ticket), (1, page), (2, ticket))).urgency is Urgency.PAGE


STATES: list[tuple[Fact, MitigationState, str]] = [
    (facts.MitigationProposed(PLAN), MitigationState.PROPOSED, ""),
    (facts.MitigationApproved(PLAN.id, "alice"), MitigationState.APPROVED, ""),
    (facts.MitigationRefused(PLAN.id, "mode", "not allowed"), MitigationState.REFUSED, "mode: not allowed"),
    (facts.MitigationStarted(PLAN.id), MitigationState.STARTED, ""),
    (facts.MitigationApplied(PLAN.id, "done"), MitigationState.APPLIED, ""),
    (facts.MitigationVerified(PLAN.id, "it is well"), MitigationState.VERIFIED, "it is well"),
    (facts.MitigationFailed(PLAN.id, "it is not"), MitigationState.FAILED, "it is not"),
]


@pytest.mark.parametrize(("fact", "state", "reason"), STATES)
def test_a_mitigation_goes_through_its_states(fact: Fact, state: MitigationState, reason: str) -> None:
    """The plan stays, the state, its reason and its time are those of the last fact."""
    found = incident((1, facts.MitigationProposed(PLAN)), (2, fact)).mitigation
    assert found is not None
    assert (found.plan, found.state, found.reason, found.at) == (PLAN, state, reason, moment(2))


@pytest.mark.parametrize(("fact", "state", "reason"), STATES)
def test_what_undoes_a_mitigation_has_states_of_its_own(fact: Fact, state: MitigationState, reason: str) -> None:
    """The mitigation stays failed, and nothing that was undone counts as mitigated."""
    before: list[Fact] = [facts.MitigationProposed(PLAN), facts.MitigationApplied(PLAN.id, "done"), FAILED]
    proposed = facts.MitigationProposed(BACK)
    about = (
        proposed
        if fact == facts.MitigationProposed(PLAN)
        else from_json(type(fact), {**to_json(fact), "plan": BACK.id})
    )
    stated: list[Fact] = [*before, proposed, about]
    found = incident(*((float(n), one) for n, one in enumerate(stated)))
    assert found.mitigation is not None
    assert (found.mitigation.plan, found.mitigation.state) == (PLAN, MitigationState.FAILED)
    assert found.in_hand is found.undoing is not None
    assert (found.undoing.plan, found.undoing.state, found.undoing.reason) == (BACK, state, reason)
    assert found.milestones.mitigated is None
    assert found.mitigations == (found.mitigation, found.undoing)


def test_only_a_person_s_approval_has_a_time() -> None:
    """What the policy allows, nobody approved."""
    approval = facts.MitigationApproved(PLAN.id, "somebody")
    for actor, expected in ((RULE, None), (ALICE, moment(2))):
        stream = events((0, opened()), (1, facts.MitigationProposed(PLAN)), (2, approval), actor=actor)
        found = fold(stream).mitigation
        assert found is not None
        assert found.approved_at == expected


def test_the_guard_that_refused_is_known_until_somebody_approves() -> None:
    """Then the guards are asked anew."""
    refused = (2.0, facts.MitigationRefused(PLAN.id, "not-frozen", "it is Christmas"))
    proposed = (1.0, facts.MitigationProposed(PLAN))
    approved = (3.0, facts.MitigationApproved(PLAN.id, "alice"))
    found = [incident(proposed, refused).mitigation, incident(proposed, refused, approved).mitigation]
    assert [one.guard for one in found if one] == ["not-frozen", ""]


def test_a_refusal_without_a_plan_is_kept() -> None:
    """There was nothing to plan, and it says why."""
    found = incident((1, facts.MitigationRefused("", "revertible", "unknown means no"))).mitigation
    assert found is not None
    assert (found.plan, found.reason) == (None, "revertible: unknown means no")


MILESTONES: list[tuple[str, Fact, bool]] = [
    ("began", facts.ImpactStarted("requests", "change point"), True),
    ("paged", facts.PageDelivered("p0", "mail", "ok"), False),
    ("acknowledged", facts.PageAcknowledged("alice"), False),
    ("diagnosed", facts.CauseIdentified(hypothesis()), False),
    ("mitigated", facts.MitigationVerified(PLAN.id, "well"), False),
    ("recovered", facts.RecoveryObserved("requests", "quiet"), True),
    ("resolved", facts.IncidentResolved("quiet"), False),
]


@pytest.mark.parametrize(("name", "fact", "restated"), MILESTONES)
def test_a_milestone_is_reached_once(name: str, fact: Fact, restated: bool) -> None:
    """The first time counts; only what is computed from telemetry may be stated better later."""
    found: Milestones = incident((4, fact), (9, fact)).milestones
    reached = getattr(found, name)
    assert (reached.at, reached.sequence) == ((moment(9), 4) if restated else (moment(4), 3))


def test_an_alert_that_joins_takes_the_recovery_back() -> None:
    """A relapse: it is not over, and recovery has to be seen anew."""
    recovered = facts.RecoveryObserved("requests", "quiet")
    assert incident((5, recovered)).status is Status.RECOVERED
    assert incident((5, recovered), (6, joined())).status is Status.OPEN
    assert incident((5, recovered), (6, joined()), (7, recovered)).status is Status.RECOVERED


def test_a_corrected_event_is_left_out() -> None:
    """The log keeps both; the incident is as if the wrong one had not been."""
    wrong = (1.0, facts.PageAcknowledged("mallory"))
    assert incident(wrong, (2, facts.Corrected(3, "that was not her"))).acknowledged_by == ""


def test_a_correction_can_be_corrected() -> None:
    """Then the first event counts again."""
    first, second = (1.0, facts.PageAcknowledged("alice")), (2.0, facts.Corrected(3, "wrong"))
    found = incident(first, second, (3, facts.Corrected(4, "it was right")))
    assert (found.acknowledged_by, found.sequence) == ("alice", 5)


def test_folding_is_evolving_event_by_event() -> None:
    """Whether at once or one after another."""
    stream = events((0, opened()), (0, joined()), *((n, fact) for n, (_, fact, _) in enumerate(MILESTONES, 1)))
    step_by_step = Incident(INCIDENT)
    for event in stream:
        step_by_step = evolve(step_by_step, event)
    assert fold(stream) == step_by_step


def test_every_fact_can_be_folded() -> None:
    """Also those that say nothing of an incident: the union is closed, and folding is total."""
    known = {type(fact) for stated, _, _ in EFFECTS for fact in stated}
    known |= {type(fact) for _, fact, _ in MILESTONES} | {type(fact) for fact, _, _ in STATES}
    known |= {facts.IncidentOpened, facts.Corrected}
    rest: list[Fact] = [
        facts.AlertFired("a", SERVICE, None, Urgency.PAGE, "s"),
        facts.AlertResolved("a"),
        facts.ActionItemOpened("A1", "t"),
        facts.ActionItemClosed("A1"),
        facts.StakeholdersInformed("all", "mail"),
        facts.SilenceAdded({}, START, "r"),
        facts.MitigationHalted("freeze"),
        facts.ContactTested("alice:json-1", "00" * 32, "00ff"),
        facts.ContactAnswered("alice:json-1"),
        facts.LanesDisagreed("127.0.0.1:8443", "caller", "healthy", CODE),
    ]
    assert known | {type(fact) for fact in rest} == set(get_args(Fact))
    assert replace(incident(*((1.0, fact) for fact in rest)), sequence=2) == incident()


def test_an_empty_stream_is_no_incident() -> None:
    """There is nothing to fold."""
    with pytest.raises(ValueError, match="at least one event"):
        fold([])
