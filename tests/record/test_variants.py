"""Incidents that went otherwise: what is missing is asked or said, never invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from firstcause.document.parse import parse
from firstcause.document.rca import Rca
from firstcause.document.render import render
from firstcause.model import facts
from firstcause.model.event import Actor
from firstcause.model.evidence import Unobserved
from firstcause.model.impact import Impact
from firstcause.model.incident import Urgency
from firstcause.model.mitigation import PERSON, MitigationPlan
from firstcause.model.service import Service
from firstcause.record.compose import compose

if TYPE_CHECKING:
    from tests.record.conftest import Scene

ALICE = Actor("human", "alice")


def document(scene: Scene, impact: Impact | Unobserved, *, services: tuple[Service, ...] = ()) -> tuple[str, Rca]:
    source = next(iter(compose(scene.material(impact, services=services)).values()))
    rca = parse(source)
    assert render(rca) == source
    return source, rca


def test_a_refused_mitigation_is_told_with_its_guard(scene: Scene) -> None:
    """The refusal stands in timeline, resolution and improvements, and what stopped the harm is asked."""
    scene.story(mitigated=False)
    scene.state(20, facts.MitigationRefused("m1", "revertible", "r41 cannot read the new schema"))
    source, rca = document(scene, scene.impact())
    assert source.count("r41 cannot read the new schema") >= 3
    assert any("What stopped the harm?" in str(q.question) for q in rca.resolution.questions)


def test_a_page_that_was_withheld_has_its_row(scene: Scene) -> None:
    """Beside another pager the timeline tells whom we would have called, and no channel is to be repaired for it."""
    scene.story()
    scene.state(4, facts.PageWithheld("bob", 1, ("bob:sms-1",), "text", "nobody acknowledged within 300 s"))
    source, _ = document(scene, scene.impact())
    row = "Would have paged bob over bob:sms-1 (shadow mode): nobody acknowledged within 300 s"
    assert source.count(row) == 1


def test_a_release_of_images_asks_for_no_preflight(scene: Scene) -> None:
    """Preflight judges bundles: a container image that was replaced is none."""
    scene.story()
    assert "No preflight of bundle.pem stands in the log" in document(scene, scene.impact())[0]
    for number, event in enumerate(scene.events):
        if isinstance(event.fact, facts.CauseIdentified) and event.fact.hypothesis.change:
            image = replace(
                event.fact.hypothesis.change, artifacts={"image:orders": ("shop/orders:1", "shop/orders:2")}
            )
            blamed = facts.CauseIdentified(replace(event.fact.hypothesis, change=image))
            scene.events[number] = replace(event, fact=blamed)
    assert "No preflight" not in document(scene, scene.impact())[0]


@pytest.mark.parametrize(
    ("guard", "repair"),
    [
        ("revertible", "Have each change of order-service name the release to go back to"),
        ("named-fault", "Decide whether order-service may be rolled back for tls/incomplete-chain"),
        ("probe-and-traffic", "Watch order-service by probe and by its callers' metrics"),
        ("not-frozen", "Rehearse the rollback by a person's approval for order-service in a drill"),
    ],
)
def test_a_refusal_is_answered_by_what_lets_the_next_plan_pass(scene: Scene, guard: str, repair: str) -> None:
    """And where the guard is meant to stand in the way, by a rehearsal of the way around it."""
    scene.story(mitigated=False)
    scene.state(20, facts.MitigationRefused("m1", guard, "no"))
    _, rca = document(scene, scene.impact())
    assert any(item.text.startswith(repair) for item in rca.actions.items)


def test_a_person_s_refusal_bears_the_person_s_name(scene: Scene) -> None:
    """It is no guard's."""
    scene.story(mitigated=False)
    scene.state(20, facts.MitigationRefused("m1", PERSON, "the schema has changed"), actor=ALICE)
    source, _ = document(scene, scene.impact())
    assert "| Mitigation refused by alice: the schema has changed" in source
    assert "alice refused the mitigation (the schema has changed)" in source
    assert "the guard" not in source


def test_a_rollback_that_did_not_help_is_told_with_its_undoing(scene: Scene) -> None:
    """Failure, second call and way back stand in timeline and resolution; nothing claims that it stopped the harm."""
    scene.story(mitigated=False)
    plan = MitigationPlan("m1", "order-service", "roll order-service back from r42 to r41", "d", "r42", "r41", "", "")
    action = "undo it: put order-service back from r41 to r42"
    back = MitigationPlan("m1/undo", "order-service", action, "d", "r41", "r42", "", "", undoes="m1")
    said: list[facts.Fact] = [
        facts.MitigationProposed(plan),
        facts.MitigationStarted("m1"),
        facts.MitigationApplied("m1", "done"),
        facts.MitigationFailed("m1", "calls to it still fail"),
        facts.PageReopened("the mitigation failed: calls to it still fail"),
        facts.MitigationProposed(back),
        facts.MitigationRefused("m1/undo", "not-halted", "halted by alice"),
        facts.MitigationApproved("m1/undo", "alice"),
        facts.MitigationStarted("m1/undo"),
        facts.MitigationApplied("m1/undo", "done"),
        facts.MitigationVerified("m1/undo", "r42 is back in place"),
    ]
    for seconds, fact in enumerate(said, 20):
        scene.state(seconds, fact)
    source, rca = document(scene, scene.impact())
    for words in (
        "| Everybody who had been called was to be called again: the mitigation failed: calls to it still fail",
        "| Undoing the mitigation proposed: undo it: put order-service back from r41 to r42",
        "| Undoing the mitigation refused by the guard `not-halted`: halted by alice",
        "| Undoing the mitigation approved by alice",
        "| Undoing the mitigation verified: r42 is back in place",
        "The mitigation failed (calls to it still fail)",
        "No automatic undoing of the mitigation: the guard `not-halted` refused it (halted by alice)",
        "Undid the mitigation: put order-service back from r41 to r42",
        "Verified that it was undone (r42 is back in place)",
        "The rollback failed: calls to it still fail",
    ):
        assert words in source, words
    assert rca.front.mitigated is None
    assert "stopped the harm at" not in source
    assert any("What stopped the harm?" in str(q.question) for q in rca.resolution.questions)


def test_halts_stand_in_the_timeline_with_their_names(scene: Scene) -> None:
    """They concern every service, and this incident too."""
    scene.story(mitigated=False)
    scene.halt(15, "storage migration")
    scene.halt(40, "the migration is done", lifted=True)
    source, _ = document(scene, scene.impact())
    assert "| alice halted all automatic action: storage migration [^log]" in source
    assert "| alice allowed automatic action again: the migration is done [^log]" in source


def test_nothing_observed_is_said_with_its_reason(scene: Scene) -> None:
    """Without telemetry there is no figure, but the reason, and an action to repair it."""
    scene.story()
    source, rca = document(scene, Unobserved("prometheus: connection refused"))
    assert "not observed: prometheus: connection refused" in source
    assert any(item.text == "Measure the requests that reach order-service" for item in rca.actions.items)
    assert rca.impact.plots == ()


def test_a_figure_that_is_missing_says_why(scene: Scene) -> None:
    """One unobserved figure does not hide the others."""
    scene.story()
    source, _ = document(scene, scene.impact(p99_during=None, users=None))
    assert "Latency p99: 191 ms before, not observed (fewer than 200 samples) during" in source
    assert "Users with at least one degraded request: not observed: fewer than 200 samples" in source


def test_a_ticket_without_impact_claims_none(scene: Scene) -> None:
    """A warning that hurt nobody has no onset, no affected callers and asks for no cause of harm."""
    seen = scene.look(0, 8441)
    summary = "the certificate expires in 9 days"
    scene.state(
        1, facts.IncidentOpened("order-service", "order-service", "tls/expires-soon", Urgency.TICKET, summary), seen
    )
    joined = facts.AlertJoined("a", "order-service", "tls/expires-soon", Urgency.TICKET, summary)
    scene.state(1, joined, seen)
    scene.state(600, facts.IncidentResolved("renewed"), actor=ALICE)
    source, rca = document(scene, scene.impact(degraded=0, failed=0, users=0, calls_failed=0))
    assert "No customer's request at storefront was degraded" in source
    assert rca.front.began is None
    assert rca.front.services == ("order-service",)
    assert rca.resolution.questions == ()


def test_an_incident_that_a_person_resolved_says_who(scene: Scene) -> None:
    """No rollback, no cause: the person's word is quoted, and the rest is asked."""
    seen = scene.look(2, 8441)
    scene.state(0, facts.ImpactStarted("failed requests at storefront", "change-point"), seen)
    scene.state(3, facts.IncidentOpened("order-service", "order-service", "app/errors", Urgency.PAGE, "errors"), seen)
    scene.state(30, facts.DiagnosisInconclusive("the logs of order-service"))
    scene.state(900, facts.IncidentResolved("restarted by hand"), actor=ALICE)
    source, rca = document(scene, scene.impact())
    assert "alice resolved the incident (restarted by hand)" in source
    assert "what would decide it: the logs of order-service" in source
    assert [q.open for q in rca.root_cause.questions] == [True, True]
    assert rca.front.status == "draft"


def test_a_drill_s_responder_is_never_taken_for_a_person(scene: Scene) -> None:
    """What a drill acknowledged and approved says so; what a person did bears the name alone."""
    scene.story(by=ALICE)
    source, _ = document(scene, scene.impact())
    assert "| alice acknowledged [^log]" in source
    assert "approved by the drill's responder alice" in source


def test_midnight_brings_the_date_into_the_cell(scene: Scene) -> None:
    """Rows of another day carry their date, and come back with it."""
    scene.onset = datetime(2025, 11, 7, 23, 58, 41, tzinfo=UTC)
    scene.story()
    source, rca = document(scene, scene.impact())
    assert "| 2025-11-08 00:30:59 | Incident resolved" in source
    assert "| 23:58:41 | Impact began" in source
    assert rca.timeline[-1].at == datetime(2025, 11, 8, 0, 30, 59, tzinfo=UTC)


def test_answers_take_the_place_of_questions(scene: Scene) -> None:
    """An answer in the log stands below its question, and the last one ends the draft."""
    scene.story()
    questions = (
        "How many support tickets came in?",
        "What revenue was lost, and by which formula?",
        "What went well that no log can show?",
        "Where were we lucky?",
    )
    for question in questions:
        scene.state(4000, facts.QuestionAsked(question))
        scene.state(5000, facts.QuestionAnswered(question, f"About that: {question.lower()}"), actor=ALICE)
    source, rca = document(scene, scene.impact())
    assert "> About that: where were we lucky?" in source
    assert rca.front.status == "resolved"


def test_a_service_without_owner_is_asked_for_one(scene: Scene) -> None:
    """No owner is invented."""
    scene.story()
    _, rca = document(scene, scene.impact(), services=(Service("order-service"),))
    assert {item.owner for item in rca.actions.items} == {""}
    assert len(rca.actions.questions) == 1


def test_hostile_words_stay_words(scene: Scene) -> None:
    """Bars, brackets and newlines in a remark break neither table nor link."""
    scene.story()
    scene.state(50, facts.NoteAdded("a | b [[x]]\n| c | `d` <script>"), actor=ALICE)
    _, rca = document(scene, scene.impact())
    assert any("a | b [[x]]\n| c | `d` <script>" in str(row.text[0]) for row in rca.timeline)
