"""What to do about a cause: the plan, the guards that stand before it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

PERSON: Final = "person"  # stands for the guard where somebody refused a plan
WAY_BACK: Final = "/undo"  # ends the id of a plan that undoes another


@dataclass(frozen=True, slots=True)
class MitigationPlan:
    """A rollback to a named release, never to "the previous one"."""

    id: str
    service: str
    action: str  # in words: "roll order-service back from r42 to r41"
    deployer: str
    from_release: str
    to_release: str
    way_back: str  # how to undo the mitigation itself
    verification: str  # how we will know that it worked
    undoes: str = ""  # the plan whose way back this one is


def is_way_back(plan_id: str) -> bool:
    """Whether the plan of this id undoes another."""
    return plan_id.endswith(WAY_BACK)


class MitigationState(StrEnum):
    """Where a mitigation stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    STARTED = "started"
    APPLIED = "applied"
    VERIFIED = "verified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A plan and its state. `reason` tells which guard refused, or why it failed.

    `plan` is None where nothing could be planned: no deployer, or no release to go back to.
    """

    plan: MitigationPlan | None
    state: MitigationState
    reason: str = ""
    at: datetime | None = None  # of the last change of state
    guard: str = ""  # the guard that refused, or PERSON
    approved_at: datetime | None = None  # by a person; what the policy allows, nobody approved
    in_doubt: bool = False  # it is applied, and neither a verdict nor a recovery has spoken for it since


@dataclass(frozen=True, slots=True)
class Halt:
    """`firstcause mitigation stop`, as long as it stands: why, who said so, and when."""

    reason: str
    by: str
    at: datetime

    def stops(self, approved_at: datetime | None) -> bool:
        """Everything but what a person approved afterwards, and so in knowledge of the halt."""
        return approved_at is None or approved_at <= self.at


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a deployer says is current. `settled` is False while replicas still run something else."""

    service: str
    current: str
    settled: bool
    rolling: bool
    releases: tuple[str, ...] = ()
