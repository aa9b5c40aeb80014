"""The guards: each asks one question before an automatic action, and says no with its reason.

Order matters only for the reader: the first refusal is the one that is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.evidence import Unobserved
from firstcause.model.incident import Hypothesis
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.model.service import MitigationMode, Service


@dataclass(frozen=True, slots=True)
class Setting:
    """All that the guards may look at. `approved` is true when a person approved the plan."""

    plan: MitigationPlan
    cause: Hypothesis
    service: Service
    deployment: Deployment | Unobserved
    halted: bool
    approved: bool
    policy: MitigatePolicy


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which guard said no, and why."""

    guard: str
    reason: str


def first_refusal(setting: Setting) -> Refusal | None:
    """The first guard that refuses, or None when all let the plan pass."""
    for name, guard in GUARDS.items():
        reason = guard(setting)
        if reason:
            return Refusal(name, reason)
    return None


def _not_halted(setting: Setting) -> str:
    return "all automatic action is halted (`firstcause mitigation stop`)" if setting.halted else ""


def _mode(setting: Setting) -> str:
    mode = setting.service.mitigation
    allowed = mode is MitigationMode.AUTOMATIC or (mode is MitigationMode.APPROVE and setting.approved)
    return "" if allowed else f"the configuration says mitigation = {mode.value!r} for {setting.service.name}"


def _sure_enough(setting: Setting) -> str:
    if setting.cause.confidence >= setting.policy.confidence:
        return ""
    return f"confidence {setting.cause.confidence:.2f} is below {setting.policy.confidence:.2f}"


def _independent_evidence(setting: Setting) -> str:
    kinds = len(setting.cause.supporting)
    wanted = setting.policy.kinds_of_evidence
    return "" if kinds >= wanted else f"{kinds} kind of evidence speaks for the cause, {wanted} are wanted"


def _target_known(setting: Setting) -> str:
    deployment, target = setting.deployment, setting.plan.to_release
    if isinstance(deployment, Unobserved):
        return f"the deployer does not answer: {deployment.reason}"
    known = not deployment.releases or target in deployment.releases
    return "" if known else f"the deployer does not know the release {target}"


def _still_current(setting: Setting) -> str:
    deployment, blamed = setting.deployment, setting.plan.from_release
    if isinstance(deployment, Unobserved) or deployment.current == blamed:
        return ""
    return f"{deployment.current} is current, no longer {blamed}: somebody else is at work"


GUARDS: dict[str, Callable[[Setting], str]] = {
    "not-halted": _not_halted,
    "mode": _mode,
    "confidence": _sure_enough,
    "independent-evidence": _independent_evidence,
    "target-known": _target_known,
    "still-current": _still_current,
}
