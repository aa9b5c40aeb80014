"""The summary: what failed, since when and for how long, who was hurt, and the change behind it."""

from __future__ import annotations

from firstcause.document.inline import Code, Text, text
from firstcause.model.facts import ImpactStarted
from firstcause.model.impact import Impact
from firstcause.model.incident import Urgency
from firstcause.model.mitigation import MitigationState
from firstcause.record.case import Case, value
from firstcause.record.wording import (
    clock,
    counted,
    fault_title,
    listed,
    minutes_rounded_up,
    sentence,
    share,
    whole_second,
)


def summary(case: Case) -> tuple[Text, ...]:
    """One paragraph a thought; every number with its witness."""
    return tuple(part for part in (_what(case), _harm(case), _why(case)) if part)


def _what(case: Case) -> Text:
    marks = case.material.incident.milestones
    at = clock(case.start, case.day)
    proof = case.proof(marks.began or marks.detected)
    code: Text = (", ", Code(case.fault)) if case.fault else ()
    what = f"On {case.day} at {at} UTC, {case.service} experienced a {fault_title(case.fault)}"
    happened = text(what, code, proof[:1])
    return text(happened, ". ", _length(case))


def _length(case: Case) -> Text:
    marks = case.material.incident.milestones
    if not marks.resolved:
        return text("It is not resolved yet", case.log, ".")
    minutes = minutes_rounded_up(case.start, marks.resolved.at)
    span = f"{clock(case.start, case.day)} to {clock(marks.resolved.at, case.day)}"
    why = f", counted from {_onset(case)} to resolution"
    return text(
        f"The incident lasted {counted(minutes, 'minute')} ({span}){why}", case.proof(marks.began, marks.resolved), "."
    )


def _onset(case: Case) -> str:
    """What the duration counts from; how the onset was found stands in the timeline."""
    return "the onset of impact in the telemetry" if case.stated(ImpactStarted) else "detection"


def _harm(case: Case) -> Text:
    impact = case.impact
    if impact is None:
        return text("The impact was not observed: ", _unobserved(case), case.log, ".")
    if value(impact.degraded) == 0:
        return _no_harm(case)
    part = share(value(impact.degraded), value(impact.requests))
    harm = f"Of the requests at {impact.entry}, {part} were degraded"
    proof = case.figures(impact.degraded, impact.requests)
    return text(harm, proof, *_users(case, impact), ". ", _dependents(case))


def _users(case: Case, impact: Impact) -> Text:
    if impact.users.quantity is None:
        return ()
    users = counted(round(impact.users.quantity.value), "user")
    return (f", and {users} had at least one of them", *case.figures(impact.users))


def _unobserved(case: Case) -> str:
    return sentence(getattr(case.material.impact, "reason", ""))


def _no_harm(case: Case) -> Text:
    impact = case.impact
    if impact is None or impact.degraded.quantity is None:
        return text("Whether customers were hurt was not observed", case.log, ".")
    quiet = " It was notified as a ticket and woke nobody." if case.material.incident.urgency is Urgency.TICKET else ""
    return text(f"No customer's request at {impact.entry} was degraded", case.figures(impact.degraded), ".", quiet)


def _dependents(case: Case) -> Text:
    names = case.dependents
    if not names:
        return text("No dependent service suffered with it", case.log, ".")
    proof = case.figures(*(caller.failed for caller in case.suffering))
    return text(f"{counted(len(names), 'dependent service')} suffered with it: {listed(names)}", proof, ".")


def _why(case: Case) -> Text:
    cause = case.material.incident.cause
    if cause is None:
        return text("The evidence did not decide the cause", case.log, ".")
    if cause.change is None:
        return text("No change is known behind it", case.log, ".", _stopped(case))
    change = cause.change
    at = clock(whole_second(change.at), case.day)
    proof = case.change_proof(change)
    return text(f"Behind it stands the {change.title} (", Code(change.id), f") at {at}", proof, ".", _stopped(case))


def _stopped(case: Case) -> Text:
    incident = case.material.incident
    done, marks = incident.mitigation, incident.milestones
    if not done or not done.plan or done.state is not MitigationState.VERIFIED or not marks.mitigated:
        return ()
    at = clock(marks.mitigated.at, case.day)
    return (f" The rollback to {done.plan.to_release} stopped the harm at {at}", *case.proof(marks.mitigated), ".")
