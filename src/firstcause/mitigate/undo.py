"""The way back of a mitigation that was applied and did not help: planned, guarded and started like any other plan.

It knows that leaving things as we found them is all that it promises; whether the service is well is not its question.
"""

from __future__ import annotations

from datetime import datetime

from firstcause.mitigate.decide import MITIGATE
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.event import Statement
from firstcause.model.evidence import Unobserved
from firstcause.model.facts import MitigationFailed, MitigationProposed, MitigationVerified
from firstcause.model.incident import Incident
from firstcause.model.mitigation import WAY_BACK, Deployment, MitigationPlan, MitigationState


def way_back(incident: Incident, now: datetime) -> list[Statement]:
    """The plan that undoes the mitigation, once it was applied and has failed. Once an incident.

    What the deployer refused was never applied: nothing is to be undone, nor once the signals were well again.
    """
    failed = incident.mitigation
    if failed is None or failed.plan is None or incident.undoing or incident.milestones.recovered:
        return []
    if failed.state is not MitigationState.FAILED or not failed.in_doubt:
        return []
    return [Statement(MitigationProposed(_reverse(failed.plan)), now, MITIGATE)]


def awaited(incident: Incident) -> MitigationPlan | None:
    """The way back that was applied and is still to be verified."""
    undoing = incident.undoing
    return undoing.plan if undoing and undoing.state is MitigationState.APPLIED else None


def verdict(
    incident: Incident, deployment: Deployment | Unobserved, policy: MitigatePolicy, now: datetime
) -> list[Statement]:
    """Is the release back in place? MitigationVerified, MitigationFailed after `verify_within`, or nothing yet."""
    plan, undoing = awaited(incident), incident.undoing
    if plan is None or undoing is None:
        return []
    doubt = _doubt(plan, deployment)
    if not doubt:
        return [Statement(MitigationVerified(plan.id, f"{plan.to_release} is back in place"), now, MITIGATE)]
    since = now - (undoing.at or now)
    if since < policy.verify_within:
        return []
    reason = f"{since.total_seconds():.0f} s after the plan to {plan.action}, {doubt}"
    return [Statement(MitigationFailed(plan.id, reason), now, MITIGATE)]


def _doubt(plan: MitigationPlan, deployment: Deployment | Unobserved) -> str:
    """What speaks against its being in place; empty when it is."""
    if isinstance(deployment, Unobserved):
        return f"the deployer does not answer: {deployment.reason}"
    if deployment.current != plan.to_release:
        return f"{deployment.current} is current"
    return "" if deployment.settled and not deployment.rolling else "the rollout is not finished"


def _reverse(plan: MitigationPlan) -> MitigationPlan:
    return MitigationPlan(
        id=f"{plan.id}{WAY_BACK}",
        service=plan.service,
        action=f"undo it: put {plan.service} back from {plan.to_release} to {plan.from_release}",
        deployer=plan.deployer,
        from_release=plan.to_release,
        to_release=plan.from_release,
        way_back=f"deploy {plan.to_release} again with the same deployer",
        verification=f"the deployer says that {plan.from_release} is current on all of {plan.service}",
        undoes=plan.id,
    )
