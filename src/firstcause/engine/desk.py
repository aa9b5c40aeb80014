"""What people and programs may ask of a running engine, and tell it. The API and the pages stand on this."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firstcause.engine.halt import HALT, standing
from firstcause.engine.react import effects_of
from firstcause.engine.world import World
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.eventlog.names import evidence_names
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, UnknownIncidentError
from firstcause.model.event import Actor, Event, Statement
from firstcause.model.evidence import Evidence
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationApproved,
    MitigationHalted,
    MitigationRefused,
    PageAcknowledged,
)
from firstcause.model.incident import Incident
from firstcause.model.mitigation import PERSON, MitigationState

TRIES = 8


class RefusedError(FirstcauseError):
    """What was asked does not fit the incident's state."""


class Desk:
    """Reads the log afresh for every question, so that it never answers from a stale copy. Safe for threads."""

    def __init__(self, world: World, wake: Callable[[], None]) -> None:
        self._world = world
        self._wake = wake

    def incidents(self) -> list[Incident]:
        """All incidents, the newest first."""
        streams = self._world.log.streams(PREFIX)
        found = [fold(self._world.log.read(stream)) for stream in streams]
        return sorted(found, key=lambda i: (i.opened_at is not None, i.opened_at, i.id), reverse=True)

    def incident(self, incident_id: str) -> Incident:
        """One incident. Raises UnknownIncidentError."""
        return fold(self.events(incident_id))

    def events(self, incident_id: str) -> list[Event]:
        """Its events, in the order of the log. Raises UnknownIncidentError."""
        events = self._world.log.read(f"{PREFIX}{incident_id}")
        if not events:
            raise UnknownIncidentError(
                f"there is no incident {incident_id!r}", hint="`firstcause incident list` shows those that there are"
            )
        return events

    def evidence(self, evidence_id: str) -> Evidence:
        """By content id. Raises EvidenceNotFoundError."""
        return self._world.evidence.get(evidence_id)

    def names(self, incident_id: str) -> Mapping[str, str]:
        """Content id -> E1, E2, ... within the incident."""
        return evidence_names(self.events(incident_id))

    def state(self, incident_id: str, fact: Fact, actor: Actor) -> Incident:
        """Append what a person says, and wake the engine. Raises UnknownIncidentError, RefusedError."""
        for _ in range(TRIES):
            incident = self.incident(incident_id)
            _check(incident, fact)
            if self._append(f"{PREFIX}{incident_id}", incident, fact, actor):
                return self.incident(incident_id)
        raise ConcurrentAppendError("others keep appending to this incident", hint="try again")

    def halt(self, reason: str, actor: Actor) -> None:
        """Halt all automatic action until it is lifted. A halt on top of another renews it, in this actor's name."""
        self._say_of_the_halt(MitigationHalted(reason), actor)

    def resume(self, reason: str, actor: Actor) -> None:
        """Lift the halt. Raises RefusedError when none stands."""
        self._say_of_the_halt(MitigationHalted(reason, lifted=True), actor)

    def halts(self) -> list[Event]:
        """Every halt and every lifting, in the order of the log."""
        return self._world.log.read(HALT)

    def health(self) -> Mapping[str, object]:
        """A few figures of the engine's own."""
        return {"pending_effects": self._world.effects.pending(), "open": len(self._world.log.open_streams())}

    def _say_of_the_halt(self, fact: MitigationHalted, actor: Actor) -> None:
        statement = Statement(fact, self._world.clock.now(), actor)
        for _ in range(TRIES):
            before = len(self._world.log.read(HALT))
            if fact.lifted and standing(self._world.log) is None:
                raise RefusedError("automatic action is not halted", hint="`firstcause mitigation list`")
            try:
                self._world.log.append(HALT, before, [statement], now=statement.occurred_at)
            except ConcurrentAppendError:
                continue
            self._wake()
            return
        raise ConcurrentAppendError("others keep halting and lifting", hint="try again")

    def _append(self, stream: str, incident: Incident, fact: Fact, actor: Actor) -> bool:
        now = self._world.clock.now()
        statement = Statement(fact, now, actor)
        effects = effects_of(stream, incident.sequence, [statement], incident, now)
        closes = isinstance(fact, IncidentResolved)
        try:
            self._world.log.append(stream, incident.sequence, [statement], now=now, effects=effects, closes=closes)
        except ConcurrentAppendError:
            return False
        self._wake()
        return True


def _check(incident: Incident, fact: Fact) -> None:
    """Refuse what makes no sense now, with what would."""
    if isinstance(fact, PageAcknowledged | IncidentResolved) and incident.milestones.resolved:
        raise RefusedError(f"{incident.id} is resolved already")
    if isinstance(fact, MitigationApproved | MitigationRefused):
        mitigation = incident.in_hand
        if mitigation is None or mitigation.plan is None or mitigation.plan.id != fact.plan:
            raise RefusedError(f"{incident.id} has no plan {fact.plan!r}", hint="`firstcause mitigation list`")
        # A guard's refusal is not the last word: a person may know better, and the guards are asked once more.
        by_guard = mitigation.state is MitigationState.REFUSED and mitigation.guard != PERSON
        if mitigation.state is not MitigationState.PROPOSED and not (by_guard and isinstance(fact, MitigationApproved)):
            raise RefusedError(f"the plan is {mitigation.state.value}, no longer proposed")
