"""The resolution: what was done, in order, and how we know that it worked."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.inline import Code, Text, text
from firstcause.document.rca import Points
from firstcause.model import facts
from firstcause.model.event import Event
from firstcause.model.mitigation import PERSON, MitigationState, is_way_back
from firstcause.record.case import Case
from firstcause.record.phrases import happened, plan_of, who
from firstcause.record.questions import HARM_STOPPED, ask
from firstcause.record.wording import clock, sentence

STEPS = (
    facts.MitigationRefused
    | facts.MitigationApplied
    | facts.MitigationVerified
    | facts.MitigationFailed
    | facts.ChangeObserved
    | facts.RecoveryObserved
    | facts.IncidentResolved
)


def resolution(case: Case) -> Points:
    """The steps; where nobody stated what stopped the harm, it is asked."""
    mitigation = case.material.incident.mitigation
    known = mitigation is not None and mitigation.state is MitigationState.VERIFIED
    needed = case.material.incident.milestones.began is not None and not known
    return Points(tuple(_steps(case)), ask(case, HARM_STOPPED) if needed else ())


def _steps(case: Case) -> Iterator[Text]:
    for event in case.standing():
        if isinstance(event.fact, STEPS) and (words := _step(case, event, event.fact)):
            yield text(words, f" at {clock(happened(event), case.day)}", case.witness(event.evidence), ".")


def _step(case: Case, event: Event, fact: STEPS) -> Text:
    match fact:
        case facts.MitigationApplied(plan=plan_id):
            return _rolled_back(case, plan_id)
        case facts.MitigationVerified(plan=plan_id, because=why):
            what = "it was undone" if is_way_back(plan_id) else "the harm had stopped"
            return text(f"Verified that {what} ({sentence(why)})")
        case facts.MitigationFailed(plan=plan_id, reason=why):
            what = "Undoing the mitigation" if is_way_back(plan_id) else "The mitigation"
            return text(f"{what} failed ({sentence(why)})")
        case facts.MitigationRefused():
            return _refused(event, fact)
        case facts.ChangeObserved():
            return _repaired(case, event, fact)
        case facts.RecoveryObserved(signal=signal):
            return text(f"The signals were back inside their baseline ({sentence(signal)})")
        case facts.IncidentResolved(reason=why):
            by = "Resolved" if event.actor.kind == "rule" else f"{who(event, event.actor.name)} resolved the incident"
            return text(f"{by} ({sentence(why)})")


def _refused(event: Event, fact: facts.MitigationRefused) -> Text:
    what = "undoing of the mitigation" if is_way_back(fact.plan) else "mitigation"
    if fact.guard == PERSON:
        return text(f"{who(event, event.actor.name)} refused the {what} ({sentence(fact.reason)})")
    return text(f"No automatic {what}: the guard ", Code(fact.guard), f" refused it ({sentence(fact.reason)})")


def _rolled_back(case: Case, plan_id: str) -> Text:
    plan = plan_of(case, plan_id)
    if plan is None:
        return text("Applied a mitigation")
    if plan.undoes:
        return text(f"Undid the mitigation: put {plan.service} back from {plan.from_release} to {plan.to_release}")
    return text(f"Rolled {plan.service} back from {plan.from_release} to {plan.to_release}")


def _repaired(case: Case, event: Event, fact: facts.ChangeObserved) -> Text:
    """A change after mitigation that is neither the rollback itself nor its undoing: the fixed release."""
    incident, mitigated = case.material.incident, case.material.incident.milestones.mitigated
    after = case.start if mitigated is None else mitigated.at
    rollback = any(m.plan and fact.change.after == m.plan.to_release for m in incident.mitigations)
    latest = any(event is one for one, _ in case.changes())
    if not latest or rollback or fact.change.at <= after:
        return ()
    return text(f"Made the {fact.change.title} (", Code(fact.change.id), ")")
