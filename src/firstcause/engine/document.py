"""Writes an incident's document: measures the impact, composes, and puts it into the vault.

Composing again gives the same document from the same log; only the figures are asked anew, since telemetry that came
late belongs to the incident too. Beside the document stand its figures as JSON, for whoever checks them.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import PurePosixPath

from firstcause.detect.upkeep import EXPIRES_SOON, ticket_identity
from firstcause.engine.book import ALERT
from firstcause.engine.halt import HALT
from firstcause.engine.impact import measure
from firstcause.engine.notebook import Notebook
from firstcause.engine.world import World
from firstcause.eventlog.codec import to_json
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.eventlog.names import evidence_names
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.event import Actor, Event, Statement
from firstcause.model.evidence import Evidence, Unobserved
from firstcause.model.facts import AlertFired, Fact, QuestionAsked, RcaPublished
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident
from firstcause.record.case import Case, figure_evidence
from firstcause.record.compose import compose, document_path, open_questions
from firstcause.record.material import Material

RECORD = Actor("rule", "record")
FIGURES = "figures.json"


def figures_path(document: str) -> str:
    """Where the figures of a document stand, relative to the vault."""
    path = PurePosixPath(document)
    return str(path.parent / "evidence" / path.stem / FIGURES)


class Documents:
    """Composes and publishes RCAs."""

    def __init__(self, world: World) -> None:
        self._world = world

    def publish(self, incident_id: str) -> tuple[Statement, ...]:
        """Write the document and its evidence; returns the facts that follow. Raises StorageFullError, VaultError."""
        material = self._material(incident_id)
        path, files = document_path(material), dict(compose(material))
        if isinstance(material.impact, Impact):
            files[figures_path(path)] = json.dumps(to_json(material.impact), indent=1) + "\n"
        self._world.vault.write(files)
        known = material.incident.questions
        asked = [QuestionAsked(q) for q in open_questions(Case.of(material)) if q not in known]
        facts: list[Fact] = [*asked, RcaPublished(path)]
        return tuple(Statement(fact, material.now, RECORD) for fact in facts)

    def _material(self, incident_id: str) -> Material:
        world, now = self._world, self._world.clock.now()
        events = tuple(world.log.read(f"{PREFIX}{incident_id}"))
        incident = fold(events)
        halts = tuple(e for e in world.log.read(HALT) if _during(incident, e, now))
        notebook = Notebook(world.evidence, world.metrics)
        impact = measure(incident, world.catalogue, world.policies, notebook, now)
        cited = tuple(figure_evidence(impact))
        notebook.keep(cited)
        return Material(
            incident=incident,
            events=events,
            evidence=self._evidence(events, cited),
            impact=impact,
            catalogue=world.catalogue,
            author=world.policies.author,
            now=now,
            probe_interval_seconds=world.policies.detect.interval.total_seconds(),
            vault_documents=self._others(incident),
            halts=halts,
            announced=self._announced(incident),
        )

    def _announced(self, incident: Incident) -> datetime | None:
        service = incident.cause.service if incident.cause else incident.service
        ticket = self._world.log.read(f"{ALERT}{ticket_identity(service, EXPIRES_SOON)}")
        before = [e for e in ticket if incident.opened_at and e.occurred_at < incident.opened_at]
        return before[-1].occurred_at if before and isinstance(before[-1].fact, AlertFired) else None

    def _others(self, incident: Incident) -> tuple[str, ...]:
        """Documents of the vault that are not this incident's own: one that a crash left unannounced is."""
        own = f"\nincident: {incident.id}\n"
        candidates = self._world.vault.documents()
        return tuple(path for path in candidates if path != incident.rca and own not in self._head(path))

    def _head(self, path: str) -> str:
        return self._world.vault.read(path)[:2048] if path.startswith("RCAs/") else ""

    def _evidence(self, events: tuple[Event, ...], cited: tuple[str, ...]) -> dict[str, Evidence]:
        found = {}
        for content_id in evidence_names(events, cited):
            try:
                found[content_id] = self._world.evidence.get(content_id)
            except EvidenceNotFoundError as error:
                lost = Unobserved(f"this evidence is no longer in the store: {error}")
                found[content_id] = Evidence(content_id, "store", "", self._world.clock.now(), lost)
        return found


def _during(incident: Incident, event: Event, now: datetime) -> bool:
    """Whether it happened while the incident was open."""
    resolved = incident.milestones.resolved
    return (incident.opened_at or now) <= event.occurred_at <= (resolved.at if resolved else now)
