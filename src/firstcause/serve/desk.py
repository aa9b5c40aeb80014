"""What the HTTP edge needs from the engine, as a Protocol: every call blocks, so handlers call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from firstcause.model.event import Actor, Event
from firstcause.model.evidence import Evidence
from firstcause.model.facts import Fact
from firstcause.model.incident import Incident


class Desk(Protocol):
    """Incidents to look at, and facts that people state about them."""

    def incidents(self) -> Sequence[Incident]:
        """All incidents, newest first."""
        ...

    def incident(self, incident_id: str, /) -> Incident:
        """One incident. Raises UnknownIncidentError."""
        ...

    def events(self, incident_id: str, /) -> Sequence[Event]:
        """Its events in order. Raises UnknownIncidentError."""
        ...

    def evidence(self, evidence_id: str, /) -> Evidence:
        """By content id. Raises EvidenceNotFoundError."""
        ...

    def names(self, incident_id: str, /) -> Mapping[str, str]:
        """Content id -> short name (E1, E2, ...) within this incident. Raises UnknownIncidentError."""
        ...

    def state(self, incident_id: str, fact: Fact, actor: Actor, /) -> Incident:
        """Append the fact, and return the incident as it stands then. Raises when the fact cannot be stated now."""
        ...

    def halt(self, reason: str, actor: Actor, /) -> None:
        """Stop all automatic mitigation until it is lifted."""
        ...

    def resume(self, reason: str, actor: Actor, /) -> None:
        """Lift the halt. Raises when none stands."""
        ...

    def halts(self) -> Sequence[Event]:
        """Every halt and every lifting, in order."""
        ...

    def health(self) -> Mapping[str, object]:
        """How the engine and its sources are, as plain JSON values."""
        ...
