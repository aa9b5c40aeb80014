"""Folding: what the events of one incident add up to. Pure, and total over the facts.

One small function a fact; a fact without an entry leaves the incident as it was. Folding 100,000 events takes about
half a second, so there are no snapshots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from firstcause.model import facts
from firstcause.model.event import Event
from firstcause.model.incident import Hypothesis, Incident, JoinedAlert, Milestone, Page, Reason, Urgency, WithheldPage
from firstcause.model.mitigation import Mitigation, MitigationState

PREFIX = "incident/"


def fold(events: Iterable[Event]) -> Incident:
    """The incident after these events of one stream; events that a later one corrects are left out."""
    kept = list(events)
    if not kept:
        raise ValueError("an incident has at least one event")
    corrected = _corrected(kept)
    incident = Incident(id=kept[0].stream.removeprefix(PREFIX))
    for event in kept:
        incident = evolve(incident, event) if event.sequence not in corrected else incident
    return replace(incident, sequence=kept[-1].sequence)


def _corrected(events: list[Event]) -> set[int]:
    """Sequences that a later event corrects. A correction that was itself corrected counts no more."""
    found: set[int] = set()
    for event in reversed(events):
        if isinstance(event.fact, facts.Corrected) and event.sequence not in found:
            found.add(event.fact.sequence)
    return found


def evolve(incident: Incident, event: Event) -> Incident:
    """The incident after one more event."""
    step = _STEPS.get(type(event.fact))
    after = step(incident, event, event.fact) if step else incident
    return replace(after, sequence=event.sequence)


def _reach(incident: Incident, name: str, event: Event, *, again: bool = False) -> Incident:
    """Set a milestone; the first event to reach it counts, unless a restatement is meant to replace it."""
    if getattr(incident.milestones, name) is not None and not again:
        return incident
    milestone = Milestone(event.occurred_at, event.sequence)
    return replace(incident, milestones=replace(incident.milestones, **{name: milestone}))


def _opened(incident: Incident, event: Event, fact: facts.IncidentOpened) -> Incident:
    opened = replace(
        incident,
        open_key=fact.open_key,
        service=fact.service,
        summary=fact.summary,
        urgency=fact.urgency,
        opened_at=event.occurred_at,
    )
    return _reach(opened, "detected", event)


def _joined(incident: Incident, event: Event, fact: facts.AlertJoined) -> Incident:
    others = tuple(a for a in incident.alerts if a.identity != fact.identity)
    alert = JoinedAlert(fact.identity, fact.service, fact.code, fact.summary, fact.urgency, fired_at=event.occurred_at)
    urgency = Urgency.PAGE if Urgency.PAGE in (incident.urgency, fact.urgency) else Urgency.TICKET
    # A relapse: whatever was seen of a recovery is to be seen anew.
    milestones = replace(incident.milestones, recovered=None)
    return replace(incident, alerts=(*others, alert), urgency=urgency, milestones=milestones)


def _left(incident: Incident, _: Event, fact: facts.AlertLeft) -> Incident:
    alerts = tuple(replace(a, resolved=True) if a.identity == fact.identity else a for a in incident.alerts)
    return replace(incident, alerts=alerts)


def _severity(incident: Incident, _: Event, fact: facts.SeverityAssessed) -> Incident:
    return replace(incident, severity=fact.severity)


def _impact(incident: Incident, event: Event, _: facts.ImpactStarted) -> Incident:
    return _reach(incident, "began", event, again=True)


def _paged(incident: Incident, event: Event, fact: facts.ResponderPaged) -> Incident:
    page = Page(fact.page, fact.contact, fact.step, event.occurred_at)
    return replace(incident, pages=(*incident.pages, page))


def _delivered(incident: Incident, event: Event, fact: facts.PageDelivered) -> Incident:
    pages = tuple(
        replace(p, delivered={**p.delivered, fact.channel: fact.receipt}) if p.id == fact.page else p
        for p in incident.pages
    )
    return _reach(replace(incident, pages=pages), "paged", event)


def _page_failed(incident: Incident, _: Event, fact: facts.PageFailed) -> Incident:
    pages = tuple(
        replace(p, failed={**p.failed, fact.channel: fact.reason}) if p.id == fact.page else p for p in incident.pages
    )
    return replace(incident, pages=pages)


def _withheld(incident: Incident, event: Event, fact: facts.PageWithheld) -> Incident:
    page = WithheldPage(fact.contact, fact.step, event.occurred_at, fact.channels)
    return replace(incident, withheld=(*incident.withheld, page))


def _acknowledged(incident: Incident, event: Event, fact: facts.PageAcknowledged) -> Incident:
    return _reach(replace(incident, acknowledged_by=fact.by), "acknowledged", event)


def _reopened(incident: Incident, _: Event, __: facts.PageReopened) -> Incident:
    return replace(incident, acknowledged_by="", call_again="")


def _raised(incident: Incident, _: Event, fact: facts.HypothesisRaised) -> Incident:
    others = _without(incident.hypotheses, fact.hypothesis)
    ranked = tuple(sorted((*others, fact.hypothesis), key=lambda h: -h.score))
    ruled_out = tuple((h, r) for h, r in incident.ruled_out if h.id != fact.hypothesis.id)
    return replace(incident, hypotheses=ranked, ruled_out=ruled_out, inconclusive="")


def _ruled_out(incident: Incident, event: Event, fact: facts.HypothesisRuledOut) -> Incident:
    others = tuple((h, r) for h, r in incident.ruled_out if h.id != fact.hypothesis.id)
    entry = (fact.hypothesis, Reason(fact.reason, event.evidence))
    return replace(
        incident,
        hypotheses=_without(incident.hypotheses, fact.hypothesis),
        ruled_out=(*others, entry),
    )


def _without(hypotheses: tuple[Hypothesis, ...], one: Hypothesis) -> tuple[Hypothesis, ...]:
    return tuple(h for h in hypotheses if h.id != one.id)


def _inconclusive(incident: Incident, _: Event, fact: facts.DiagnosisInconclusive) -> Incident:
    return replace(incident, inconclusive=fact.would_decide)


def _cause(incident: Incident, event: Event, fact: facts.CauseIdentified) -> Incident:
    return _reach(replace(incident, cause=fact.hypothesis, inconclusive=""), "diagnosed", event)


def _change(incident: Incident, _: Event, fact: facts.ChangeObserved) -> Incident:
    others = tuple(c for c in incident.changes if c.id != fact.change.id)
    return replace(incident, changes=(*others, fact.change))


def _proposed(incident: Incident, event: Event, fact: facts.MitigationProposed) -> Incident:
    proposed = Mitigation(fact.plan, MitigationState.PROPOSED, at=event.occurred_at)
    return replace(incident, undoing=proposed) if fact.plan.undoes else replace(incident, mitigation=proposed)


def _refused(incident: Incident, event: Event, fact: facts.MitigationRefused) -> Incident:
    after = _to_state(MitigationState.REFUSED)(incident, event, fact)
    return _with_mitigation(after, fact.plan, reason=f"{fact.guard}: {fact.reason}", guard=fact.guard)


def _approved(incident: Incident, event: Event, fact: facts.MitigationApproved) -> Incident:
    after = _to_state(MitigationState.APPROVED)(incident, event, fact)
    by_person = event.actor.kind != "rule"
    return _with_mitigation(after, fact.plan, approved_at=event.occurred_at if by_person else None)


def _applied(incident: Incident, event: Event, fact: facts.MitigationApplied) -> Incident:
    after = _to_state(MitigationState.APPLIED)(incident, event, fact)
    return _with_mitigation(after, fact.plan, in_doubt=True)


def _verified(incident: Incident, event: Event, fact: facts.MitigationVerified) -> Incident:
    after = _with_mitigation(_to_state(MitigationState.VERIFIED)(incident, event, fact), fact.plan, in_doubt=False)
    # What was undone has stopped no harm.
    return after if _is_undoing(incident, fact.plan) else _reach(after, "mitigated", event)


def _failed(incident: Incident, event: Event, fact: facts.MitigationFailed) -> Incident:
    after = _to_state(MitigationState.FAILED)(incident, event, fact)
    return replace(after, call_again=f"the mitigation failed: {fact.reason}")


def _to_state(state: MitigationState) -> Callable[[Incident, Event, Any], Incident]:
    def step(incident: Incident, event: Event, fact: Any) -> Incident:
        reason = getattr(fact, "reason", "") or getattr(fact, "because", "")
        return _with_mitigation(incident, fact.plan, state=state, reason=reason, at=event.occurred_at, guard="")

    return step


def _with_mitigation(incident: Incident, plan: str, **changed: Any) -> Incident:
    """Whichever of the two the plan's id names; a refusal without a plan is of the mitigation."""
    if incident.undoing and _is_undoing(incident, plan):
        return replace(incident, undoing=replace(incident.undoing, **changed))
    before = incident.mitigation or Mitigation(None, MitigationState.REFUSED)
    return replace(incident, mitigation=replace(before, **changed))


def _is_undoing(incident: Incident, plan: str) -> bool:
    undoing = incident.undoing
    return undoing is not None and undoing.plan is not None and undoing.plan.id == plan


def _recovered(incident: Incident, event: Event, _: facts.RecoveryObserved) -> Incident:
    # All is well with the mitigation in place: a later relapse is no reason to undo it.
    trusted = replace(incident.mitigation, in_doubt=False) if incident.mitigation else None
    return _reach(replace(incident, mitigation=trusted), "recovered", event, again=True)


def _resolved(incident: Incident, event: Event, _: facts.IncidentResolved) -> Incident:
    return _reach(incident, "resolved", event)


def _merged(incident: Incident, event: Event, _: facts.IncidentMerged) -> Incident:
    return _reach(incident, "resolved", event)


def _asked(incident: Incident, _: Event, fact: facts.QuestionAsked) -> Incident:
    return replace(incident, questions={fact.question: "", **incident.questions})


def _answered(incident: Incident, _: Event, fact: facts.QuestionAnswered) -> Incident:
    return replace(incident, questions={**incident.questions, fact.question: fact.answer})


def _published(incident: Incident, _: Event, fact: facts.RcaPublished) -> Incident:
    return replace(incident, rca=fact.path)


# The fact's own type decides which step takes it, so each step may name the type that it expects.
_STEPS: Mapping[type, Callable[[Incident, Event, Any], Incident]] = {
    facts.IncidentOpened: _opened,
    facts.AlertJoined: _joined,
    facts.AlertLeft: _left,
    facts.SeverityAssessed: _severity,
    facts.ImpactStarted: _impact,
    facts.ResponderPaged: _paged,
    facts.PageDelivered: _delivered,
    facts.PageFailed: _page_failed,
    facts.PageWithheld: _withheld,
    facts.PageAcknowledged: _acknowledged,
    facts.PageReopened: _reopened,
    facts.HypothesisRaised: _raised,
    facts.HypothesisRuledOut: _ruled_out,
    facts.DiagnosisInconclusive: _inconclusive,
    facts.CauseIdentified: _cause,
    facts.ChangeObserved: _change,
    facts.MitigationProposed: _proposed,
    facts.MitigationApproved: _approved,
    facts.MitigationRefused: _refused,
    facts.MitigationStarted: _to_state(MitigationState.STARTED),
    facts.MitigationApplied: _applied,
    facts.MitigationVerified: _verified,
    facts.MitigationFailed: _failed,
    facts.RecoveryObserved: _recovered,
    facts.IncidentResolved: _resolved,
    facts.IncidentMerged: _merged,
    facts.QuestionAsked: _asked,
    facts.QuestionAnswered: _answered,
    facts.RcaPublished: _published,
}
