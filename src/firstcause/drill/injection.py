"""Brings the scenario's fault about, and repairs it as a responder would: the part of a drill that knows the truth."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from firstcause.drill.cast import Cast
from firstcause.drill.faults.fault import (
    BROKEN_RELEASE,
    DEPLOYED_BY,
    SHORT_SOAK_SECONDS,
    Fault,
    ReleaseFault,
    Stage,
    renewed,
)
from firstcause.drill.fleet import releases
from firstcause.drill.rollouts import Rollout
from firstcause.drill.scenarios import Scenario
from firstcause.drill.verdict import Named
from firstcause.model.errors import FirstcauseError
from firstcause.model.event import Event
from firstcause.model.facts import MitigationFailed, MitigationRefused, MitigationVerified

CHANGE_SECONDS = 90.0  # a moment is usual; a busy machine takes its time
DECOY_PAUSE_SECONDS = 3.0

Pause = Callable[[float], None]


class InjectionError(FirstcauseError):
    """The fault could not be brought about, so there is nothing to judge."""


class Injection:
    """The fault of one scenario on one stage. `pause` lets time pass and notices when something dies meanwhile."""

    def __init__(self, scenario: Scenario, stage: Stage, pause: Pause) -> None:
        self._scenario = scenario
        self._stage = stage
        self._pause = pause
        self._repaired = False

    def prepare(self, at: datetime) -> None:
        """Set the stage; the harm is to begin at `at`."""
        if self._scenario.fault is not None:
            self._scenario.fault.prepare(self._stage, at)

    def inject(self) -> Named | None:
        """Break it; what a right answer names, or None where nothing is broken. Raises InjectionError."""
        fault = self._scenario.fault
        if fault is None:
            return None
        rollout = fault.inject(self._stage)
        change = self._recorded(rollout) if rollout else None
        return Named(self._scenario.code, self._stage.service.name, change)

    def decoy(self) -> None:
        """Deploy something harmless elsewhere, and wait until it is over. Raises InjectionError."""
        cast, fleet = self._stage.cast, self._stage.fleet
        elsewhere = Stage(fleet, Cast(cast.decoy_service, 0, 0.0, "", ""))
        files = renewed(elsewhere)
        releases.derive_release(fleet.layout, cast.decoy_service, BROKEN_RELEASE, files)
        rollout = elsewhere.roll_out(BROKEN_RELEASE, by=DEPLOYED_BY, soak_seconds=SHORT_SOAK_SECONDS)
        while not rollout.done():
            self._pause(0.2)
        if rollout.trouble:
            raise InjectionError(rollout.trouble)
        self._pause(DECOY_PAUSE_SECONDS)

    def respond(self, event: Event) -> None:
        """What a responder does, who reads the log: once the harm has stopped, or when nothing will be done by itself,
        the repair is theirs."""
        fault = self._scenario.fault
        if fault is None or self._repaired or not _asks_for_repair(event, fault):
            return
        self._repaired = True
        fault.repair(self._stage)

    def _recorded(self, rollout: Rollout) -> str:
        """The id under which the deployer recorded the change."""
        deadline = time.monotonic() + CHANGE_SECONDS
        while not (change := rollout.change_id()):
            if rollout.done() or time.monotonic() > deadline:
                reason = rollout.trouble or "the deploy did not begin"
                raise InjectionError(f"the fault could not be injected: {reason}")
            self._pause(0.05)
        return change


def _asks_for_repair(event: Event, fault: Fault) -> bool:
    """A mitigation that was refused or failed leaves the repair to people; one that helped leaves the hotfix."""
    if isinstance(event.fact, MitigationVerified):
        return isinstance(fault, ReleaseFault) and fault.kind == "deploy"
    return isinstance(event.fact, MitigationRefused | MitigationFailed)
