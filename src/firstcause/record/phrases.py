"""One fact, one phrase: what the timeline says about each kind of fact. Facts without a phrase have no row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from firstcause.document.inline import Code, Text, text
from firstcause.model import facts
from firstcause.model.event import Event
from firstcause.model.mitigation import PERSON, MitigationPlan, is_way_back
from firstcause.record.case import Case
from firstcause.record.wording import fault_title, listed, sentence

Phrase = Callable[[Case, Event, Any], Text]


def phrase(case: Case, event: Event) -> Text:
    """What happened, in a person's words; empty for a fact that is not worth a row."""
    words = PHRASES.get(type(event.fact))
    return words(case, event, event.fact) if words else ()


def happened(event: Event) -> datetime:
    """A change happened when it began, whenever we learnt of it."""
    return event.fact.change.at if isinstance(event.fact, facts.ChangeObserved) else event.occurred_at


def who(event: Event, name: str) -> str:
    """A person by name; a drill's stand-in is called what it is, so that nobody takes it for a person."""
    return f"The drill's responder {name}" if event.actor.kind == "drill" else name


def plan_of(case: Case, plan_id: str) -> MitigationPlan | None:
    """The plan that was proposed under this id."""
    return next((fact.plan for _, fact in case.stated(facts.MitigationProposed) if fact.plan.id == plan_id), None)


def _opened(_: Case, __: Event, fact: facts.IncidentOpened) -> Text:
    return text(f"Incident opened: {sentence(fact.summary)}")


def _impact_started(_: Case, __: Event, fact: facts.ImpactStarted) -> Text:
    return text(f"Impact began: {sentence(fact.signal)} (found by {sentence(fact.method)})")


def _severity(_: Case, __: Event, fact: facts.SeverityAssessed) -> Text:
    return text(f"Severity {fact.severity}: {sentence(fact.because)}")


def _delivered(case: Case, _: Event, fact: facts.PageDelivered) -> Text:
    return text(f"{_contact(case, fact.page)} paged over {fact.channel}")


def _page_failed(case: Case, _: Event, fact: facts.PageFailed) -> Text:
    return text(f"Page to {_contact(case, fact.page)} over {fact.channel} failed: {sentence(fact.reason)}")


def _contact(case: Case, page: str) -> str:
    return next((p.contact for p in case.material.incident.pages if p.id == page), "On-call")


def _acknowledged(_: Case, event: Event, fact: facts.PageAcknowledged) -> Text:
    return text(f"{who(event, fact.by)} acknowledged")


def _escalated(_: Case, __: Event, fact: facts.PageEscalated) -> Text:
    return text(f"Escalated to step {fact.step}: {sentence(fact.reason)}")


def _withheld(_: Case, __: Event, fact: facts.PageWithheld) -> Text:
    return text(f"Would have paged {fact.contact} over {listed(fact.channels)} (shadow mode): {sentence(fact.reason)}")


def _reopened(_: Case, __: Event, fact: facts.PageReopened) -> Text:
    return text(f"Everybody who had been called was to be called again: {sentence(fact.reason)}")


def _ruled_out(_: Case, __: Event, fact: facts.HypothesisRuledOut) -> Text:
    one = fact.hypothesis
    return text("Ruled out: ", Code(one.code), f" in {one.service}, since {sentence(fact.reason)}")


def _inconclusive(_: Case, __: Event, fact: facts.DiagnosisInconclusive) -> Text:
    return text(f"Diagnosis inconclusive; what would decide it: {sentence(fact.would_decide)}")


def _cause(_: Case, __: Event, fact: facts.CauseIdentified) -> Text:
    one = fact.hypothesis
    return text(f"Root cause identified: {fault_title(one.code)}, ", Code(one.code), f", in {one.service}")


def _change(case: Case, _: Event, fact: facts.ChangeObserved) -> Text:
    trigger = case.material.incident.cause and case.material.incident.cause.change
    suspect = bool(trigger and trigger.id == fact.change.id)
    by = f" by {fact.change.by}" if fact.change.by else ""
    return text("Change: " if not suspect else "Trigger: ", fact.change.title, by, " (", Code(fact.change.id), ")")


def _proposed(_: Case, __: Event, fact: facts.MitigationProposed) -> Text:
    return text(f"{_what(fact.plan.id)} proposed: {sentence(fact.plan.action)}")


def _what(plan_id: str) -> str:
    return "Undoing the mitigation" if is_way_back(plan_id) else "Mitigation"


def _approved(_: Case, event: Event, fact: facts.MitigationApproved) -> Text:
    by = fact.by if event.actor.kind != "drill" else f"the drill's responder {fact.by}"
    return text(f"{_what(fact.plan)} approved by {by}")


def _refused(_: Case, event: Event, fact: facts.MitigationRefused) -> Text:
    if fact.guard == PERSON:
        by = who(event, event.actor.name).replace("The", "the", 1)
        return text(f"{_what(fact.plan)} refused by {by}: {sentence(fact.reason)}")
    return text(f"{_what(fact.plan)} refused by the guard ", Code(fact.guard), f": {sentence(fact.reason)}")


def _halted(_: Case, event: Event, fact: facts.MitigationHalted) -> Text:
    done = "allowed automatic action again" if fact.lifted else "halted all automatic action"
    return text(f"{who(event, event.actor.name)} {done}: {sentence(fact.reason)}")


def _started(case: Case, _: Event, fact: facts.MitigationStarted) -> Text:
    plan = plan_of(case, fact.plan)
    what = f"{_what(fact.plan)} started"
    return text(f"{what}: {sentence(plan.action)}" if plan else what)


def _applied(case: Case, _: Event, fact: facts.MitigationApplied) -> Text:
    plan = plan_of(case, fact.plan)
    where = f": {plan.to_release} is current on {plan.service}" if plan else ""
    return text(f"{_what(fact.plan)} applied{where}")


def _verified(_: Case, __: Event, fact: facts.MitigationVerified) -> Text:
    return text(f"{_what(fact.plan)} verified: {sentence(fact.because)}")


def _failed(_: Case, __: Event, fact: facts.MitigationFailed) -> Text:
    return text(f"{_what(fact.plan)} failed: {sentence(fact.reason)}")


def _recovered(_: Case, __: Event, fact: facts.RecoveryObserved) -> Text:
    return text(f"Recovery observed: {sentence(fact.signal)} ({sentence(fact.method)})")


def _resolved(_: Case, event: Event, fact: facts.IncidentResolved) -> Text:
    by = "" if event.actor.kind == "rule" else f" by {who(event, event.actor.name)}"
    return text(f"Incident resolved{by.replace('The', 'the', 1)}: {sentence(fact.reason)}")


def _merged(_: Case, __: Event, fact: facts.IncidentMerged) -> Text:
    return text("Merged into ", Code(fact.into), f": {sentence(fact.reason)}")


def _informed(_: Case, __: Event, fact: facts.StakeholdersInformed) -> Text:
    return text(f"{fact.audience} informed over {fact.channel}")


def _note(_: Case, event: Event, fact: facts.NoteAdded) -> Text:
    return text(f"{who(event, event.actor.name)} noted: “{fact.text}”")


def _corrected(_: Case, __: Event, fact: facts.Corrected) -> Text:
    return text(f"Log corrected: {sentence(fact.reason)}")


PHRASES: Final[Mapping[type[object], Phrase]] = {
    facts.IncidentOpened: _opened,
    facts.ImpactStarted: _impact_started,
    facts.SeverityAssessed: _severity,
    facts.PageDelivered: _delivered,
    facts.PageFailed: _page_failed,
    facts.PageAcknowledged: _acknowledged,
    facts.PageEscalated: _escalated,
    facts.PageWithheld: _withheld,
    facts.PageReopened: _reopened,
    facts.HypothesisRuledOut: _ruled_out,
    facts.DiagnosisInconclusive: _inconclusive,
    facts.CauseIdentified: _cause,
    facts.ChangeObserved: _change,
    facts.MitigationProposed: _proposed,
    facts.MitigationApproved: _approved,
    facts.MitigationRefused: _refused,
    facts.MitigationStarted: _started,
    facts.MitigationApplied: _applied,
    facts.MitigationVerified: _verified,
    facts.MitigationFailed: _failed,
    facts.MitigationHalted: _halted,
    facts.RecoveryObserved: _recovered,
    facts.IncidentResolved: _resolved,
    facts.IncidentMerged: _merged,
    facts.StakeholdersInformed: _informed,
    facts.NoteAdded: _note,
    facts.Corrected: _corrected,
}
