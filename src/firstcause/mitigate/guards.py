"""The guards: each asks one question before a plan is carried out, and says no with its reason.

The table at the end is all of them. It also says which of them a person's approval overrides, and which a way back
need not pass. Order matters only for the reader: the first refusal is the one that is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.model.fault import family
from firstcause.model.incident import Hypothesis
from firstcause.model.mitigation import Deployment, Halt, MitigationPlan
from firstcause.model.service import MitigationMode, Service

# Looks as another caller are looks by the same probe; failed handshakes and failed calls are counted by the same
# callers: each pair is one kind.
SAME_KIND = {"view": "probe", "calls": "traffic"}
# What requests themselves show: their callers' counts, and the service's own.
SEEN_IN_TRAFFIC = frozenset({"traffic", "signals"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the world and the log say at the moment of starting.

    `frozen`: why another tool wants nothing changed, or ""; `last_automatic`: when this service was last mitigated
    without a person's approval.
    """

    deployment: Deployment | Unobserved
    halt: Halt | None = None
    frozen: str = ""
    last_automatic: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """All that the guards may look at. `approved_at` is when a person approved the plan, if somebody did."""

    plan: MitigationPlan
    cause: Hypothesis
    service: Service
    circumstances: Circumstances
    policy: MitigatePolicy
    now: datetime
    approved_at: datetime | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which guard said no, and why."""

    guard: str
    reason: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A question, whose answer is why not, or "". `of_approved`: a person's approval does not override it;
    `of_way_back`: it is also asked before a mitigation is undone."""

    ask: Callable[[Setting], str]
    of_approved: bool = True
    of_way_back: bool = True


def first_refusal(setting: Setting) -> Refusal | None:
    """The first guard that refuses, or None when all let the plan pass."""
    for name, guard in GUARDS.items():
        reason = guard.ask(setting) if _concerns(guard, setting) else ""
        if reason:
            return Refusal(name, reason)
    return None


def _concerns(guard: Guard, setting: Setting) -> bool:
    overridden = setting.approved_at is not None and not guard.of_approved
    exempt = bool(setting.plan.undoes) and not guard.of_way_back
    return not overridden and not exempt


def _not_halted(setting: Setting) -> str:
    halt = setting.circumstances.halt
    if halt is None or not halt.stops(setting.approved_at):
        return ""
    return f"all automatic action is halted by {halt.by} ({halt.reason}); `firstcause mitigation resume` lifts it"


def _mode(setting: Setting) -> str:
    mode, approved = setting.service.mitigation, setting.approved_at is not None
    allowed = mode is MitigationMode.AUTOMATIC or (mode is MitigationMode.APPROVE and approved)
    return "" if allowed else f"the configuration says mitigation = {mode.value!r} for {setting.service.name}"


def _named_fault(setting: Setting) -> str:
    if setting.service.names_fault(setting.cause.code):
        return ""
    return f"automatic_for of {setting.service.name} does not name {setting.cause.code}: a person may approve"


def _sure_enough(setting: Setting) -> str:
    if setting.cause.confidence >= setting.policy.confidence:
        return ""
    return f"confidence {setting.cause.confidence:.2f} is below {setting.policy.confidence:.2f}"


def _independent_evidence(setting: Setting) -> str:
    kinds = _kinds(setting.cause)
    wanted = setting.policy.kinds_of_evidence
    if len(kinds) >= wanted:
        return ""
    spoken = ", ".join(sorted(kinds)) or "none"
    return f"{wanted} independent kinds of evidence are wanted for the cause, {len(kinds)} speak for it ({spoken})"


def _seen_twice(setting: Setting) -> str:
    """Without a person, the fault must be seen in traffic and, where a handshake can show it, by a probe."""
    kinds = _kinds(setting.cause)
    missing = [] if kinds & SEEN_IN_TRAFFIC else ["traffic"]
    if family(setting.cause.code) != "app" and "probe" not in kinds:
        missing.insert(0, "a probe")
    return f"without a person's approval, {' and '.join(missing)} must show the fault too" if missing else ""


def _kinds(cause: Hypothesis) -> frozenset[str]:
    """The independent kinds that speak for it; a reason of unknown kind, as older logs have it, counts for none.

    What a service's log says of its failures comes with its own count of them.
    """
    kinds = frozenset(SAME_KIND.get(reason.kind, reason.kind) for reason in cause.supporting if reason.kind)
    return kinds - {"log"} if "signals" in kinds else kinds


def _revertible(setting: Setting) -> str:
    plan, change = setting.plan, setting.cause.change
    if plan.undoes or (change is not None and change.revertible_to == plan.to_release):
        return ""
    return f"the cause no longer names a change that can go back to {plan.to_release}; unknown means no"


def _target_known(setting: Setting) -> str:
    deployment, target = setting.circumstances.deployment, setting.plan.to_release
    if isinstance(deployment, Unobserved):
        return f"the deployer does not answer: {deployment.reason}"
    known = not deployment.releases or target in deployment.releases
    return "" if known else f"the deployer does not know the release {target}"


def _still_current(setting: Setting) -> str:
    deployment, blamed = setting.circumstances.deployment, setting.plan.from_release
    if isinstance(deployment, Unobserved) or deployment.current == blamed:
        return ""
    return f"{deployment.current} is current, no longer {blamed}: somebody else is at work"


def _not_rolling(setting: Setting) -> str:
    """The suspect's own rollout may be under way; another's may not."""
    mine = {setting.plan.from_release} | ({setting.plan.to_release} if setting.plan.undoes else set())
    for change in setting.changes:
        unfinished = change.finished_at is None and bool(change.after)
        if unfinished and change.service == setting.service.name and change.after not in mine:
            return f"the {change.title} is under way{f', by {change.by}' if change.by else ''}"
    return ""


def _not_frozen(setting: Setting) -> str:
    window = setting.policy.frozen(setting.now)
    if window is not None:
        return f"the configuration freezes all changes until {window.end:%Y-%m-%d %H:%M}Z"
    return setting.circumstances.frozen


def _cooled_down(setting: Setting) -> str:
    last, pause = setting.circumstances.last_automatic, setting.policy.cool_down
    if last is None or setting.now - last >= pause:
        return ""
    return (
        f"{setting.service.name} was mitigated automatically at {last:%Y-%m-%d %H:%M:%S}Z, less than "
        f"{pause.total_seconds() / 3600:g} h ago: what breaks again so soon wants a person"
    )


GUARDS: dict[str, Guard] = {
    "not-halted": Guard(_not_halted),  # knows itself what was approved in spite of the halt
    "mode": Guard(_mode),  # knows itself which mode an approval opens
    "named-fault": Guard(_named_fault, of_approved=False),
    "confidence": Guard(_sure_enough, of_way_back=False),
    "independent-evidence": Guard(_independent_evidence, of_way_back=False),
    "probe-and-traffic": Guard(_seen_twice, of_approved=False, of_way_back=False),
    "revertible": Guard(_revertible),
    "target-known": Guard(_target_known),
    "still-current": Guard(_still_current),
    "not-rolling": Guard(_not_rolling),
    "not-frozen": Guard(_not_frozen, of_approved=False),
    "cool-down": Guard(_cooled_down, of_approved=False, of_way_back=False),
}
