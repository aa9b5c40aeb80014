"""Propose, refuse, start, and judge afterwards. One step at a time, from the state that the log shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.mitigate.guards import Circumstances, Setting, first_refusal
from firstcause.mitigate.plan import rollback
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import (
    MitigationApproved,
    MitigationFailed,
    MitigationProposed,
    MitigationRefused,
    MitigationStarted,
    MitigationVerified,
)
from firstcause.model.incident import Incident
from firstcause.model.mitigation import MitigationPlan, MitigationState
from firstcause.model.service import Catalogue, MitigationMode

MITIGATE = Actor("rule", "mitigate")


def proposal(incident: Incident, catalogue: Catalogue, now: datetime) -> list[Statement]:
    """A plan for the cause, or the refusal that says why there is none. Once an incident."""
    if incident.cause is None or incident.mitigation or incident.milestones.recovered:
        return []
    if catalogue.service(incident.cause.service).mitigation is MitigationMode.OFF:
        return []
    plan = rollback(incident, catalogue)
    if isinstance(plan, str):
        return [Statement(MitigationRefused("", "revertible", plan), now, MITIGATE)]
    cited = tuple(i for reason in incident.cause.supporting for i in reason.evidence)
    return [Statement(MitigationProposed(plan), now, MITIGATE, tuple(dict.fromkeys(cited)))]


def wants_to_start(incident: Incident, catalogue: Catalogue) -> MitigationPlan | None:
    """The plan that the service's mode lets go on now: proposed and automatic, or approved by a person."""
    mitigation = incident.in_hand
    if mitigation is None or mitigation.plan is None or incident.milestones.recovered:
        return None
    mode = catalogue.service(mitigation.plan.service).mitigation
    automatic = mitigation.state is MitigationState.PROPOSED and mode is MitigationMode.AUTOMATIC
    if automatic and mitigation.plan.undoes and incident.mitigation and not incident.mitigation.in_doubt:
        return None  # the service was well again meanwhile: whether to undo it now, a person says
    return mitigation.plan if automatic or mitigation.state is MitigationState.APPROVED else None


def may_still_be_refused(incident: Incident, policy: MitigatePolicy, now: datetime) -> bool:
    """Whether an automatic plan still waits for a person's veto; what a person approved waits no longer."""
    mitigation = incident.in_hand
    if mitigation is None or mitigation.state is not MitigationState.PROPOSED or mitigation.at is None:
        return False
    return now - mitigation.at < policy.veto


def start(
    incident: Incident, catalogue: Catalogue, circumstances: Circumstances, policy: MitigatePolicy, now: datetime
) -> list[Statement]:
    """Ask the guards; then either MitigationStarted or the refusal, and nothing else."""
    plan, mitigation = wants_to_start(incident, catalogue), incident.in_hand
    if plan is None or incident.cause is None or mitigation is None:
        return []
    service, approved_at = catalogue.service(plan.service), mitigation.approved_at
    setting = Setting(plan, incident.cause, service, circumstances, policy, now, approved_at, incident.changes)
    refusal = first_refusal(setting)
    if refusal:
        return [Statement(MitigationRefused(plan.id, refusal.guard, refusal.reason), now, MITIGATE)]
    by_policy = [] if approved_at else [Statement(MitigationApproved(plan.id, "policy: automatic"), now, MITIGATE)]
    return [*by_policy, Statement(MitigationStarted(plan.id), now, MITIGATE)]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What probes and traffic say since the rollback was applied. `endpoints_healthy` None: none is watched;
    `calls_fail` None: the telemetry is silent; `watched_since`: when this very process began to look, if later."""

    endpoints_healthy: bool | None
    calls_fail: bool | None
    evidence: tuple[str, ...] = ()
    watched_since: datetime | None = None


def verdict(incident: Incident, aftermath: Aftermath, policy: MitigatePolicy, now: datetime) -> list[Statement]:
    """Did it help? MitigationVerified, MitigationFailed after `verify_within`, or nothing yet.

    A process that comes late, after a crash or as another's heir, has the whole of that time too: that nobody looked
    for a while does not speak against the rollback.
    """
    mitigation = incident.mitigation
    if mitigation is None or mitigation.plan is None or mitigation.state is not MitigationState.APPLIED:
        return []
    applied = mitigation.at or now
    since, watched = now - applied, now - max(applied, aftermath.watched_since or applied)
    because = _proof(aftermath)
    if because and since >= policy.quiet:
        fact = MitigationVerified(mitigation.plan.id, because)
        # The harm stopped when the rollback was in place; only the proof of it came later.
        return [Statement(fact, applied, MITIGATE, aftermath.evidence)]
    if watched >= policy.verify_within:
        reason = f"{since.total_seconds():.0f} s after the plan to {mitigation.plan.action}, {_doubt(aftermath)}"
        return [Statement(MitigationFailed(mitigation.plan.id, reason), now, MITIGATE, aftermath.evidence)]
    return []


def _proof(aftermath: Aftermath) -> str:
    """Why we believe that it helped; empty where something speaks against it, or nobody can tell."""
    if aftermath.endpoints_healthy is False or aftermath.calls_fail:
        return ""
    seen = ["every endpoint handshakes well"] if aftermath.endpoints_healthy else []
    seen += ["no call to it fails"] if aftermath.calls_fail is False else []
    return ", ".join(seen)


def _doubt(aftermath: Aftermath) -> str:
    """What speaks against it."""
    if aftermath.endpoints_healthy is False:
        return "not every endpoint handshakes well"
    return (
        "calls to it still fail" if aftermath.calls_fail else "neither probes nor telemetry can tell whether it helped"
    )
