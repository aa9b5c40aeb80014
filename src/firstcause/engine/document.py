"""Writes an incident's document: measures the impact, composes, and puts it into the vault.

Composing again gives the same document from the same log; only the figures are asked anew, since telemetry that came
late belongs to the incident too. What people wrote in the document stays: what changed for us since we wrote it last is
put into their text, and where they changed the same lines, theirs stand. Beside the document are its figures as JSON,
for whoever checks them, and the text as we composed it last.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import PurePosixPath

from firstcause.detect.upkeep import EXPIRES_SOON, ticket_identity
from firstcause.document.merge import merge
from firstcause.engine.book import ALERT
from firstcause.engine.halt import HALT
from firstcause.engine.impact import measure
from firstcause.engine.notebook import Notebook
from firstcause.engine.world import World
from firstcause.eventlog.codec import to_json
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.eventlog.names import evidence_names
from firstcause.model.errors import EvidenceNotFoundError, VaultError
from firstcause.model.event import Actor, Event, Statement
from firstcause.model.evidence import Evidence, Unobserved
from firstcause.model.facts import AlertFired, Fact, QuestionAsked, RcaPublished
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident
from firstcause.record.case import Case, figure_evidence
from firstcause.record.compose import compose, document_path, open_questions
from firstcause.record.load_scenario import load_path
from firstcause.record.material import Material

RECORD = Actor("rule", "record")
FIGURES = "figures.json"
COMPOSED = "composed.txt"  # no Markdown to a vault: it is not a document of its own
WHOLE = "the whole document"


def figures_path(document: str) -> str:
    """Where the figures of a document stand, relative to the vault."""
    return _beside(document, FIGURES)


def composed_path(document: str) -> str:
    """Where the text of a document stands as we composed it last, relative to the vault."""
    return _beside(document, COMPOSED)


def _beside(document: str, name: str) -> str:
    path = PurePosixPath(document)
    return str(path.parent / "evidence" / path.stem / name)


class Documents:
    """Composes and publishes RCAs."""

    def __init__(self, world: World) -> None:
        self._world = world

    def publish(self, incident_id: str) -> tuple[Statement, ...]:
        """Write the document and its evidence; returns the facts that follow. Raises StorageFullError, VaultError."""
        now = self._world.clock.now()
        material = self._material(incident_id, now)
        path, files = document_path(material), dict(compose(material))
        if isinstance(material.impact, Impact):
            files[figures_path(path)] = json.dumps(to_json(material.impact), indent=1) + "\n"
        scenario = load_path(Case.of(material))
        if material.incident.rca and self._read(scenario) is not None:
            files.pop(scenario, None)  # a person may have made it theirs, and have run it
        composed = files[path]
        files[path], kept = self._around_people(material.incident, path, composed)
        self._world.vault.write(files)
        # Only now: if we die in between, the next one finds our own words in the document, and no person's.
        self._world.vault.write({composed_path(path): composed})
        known = material.incident.questions
        asked = [QuestionAsked(q) for q in open_questions(Case.of(material)) if q not in known]
        facts: list[Fact] = [*asked, RcaPublished(path, kept)]
        return tuple(Statement(fact, now, RECORD) for fact in facts)

    def _around_people(self, incident: Incident, path: str, composed: str) -> tuple[str, tuple[str, ...]]:
        """The document with what people wrote in it, and the sections in which theirs stood against ours."""
        if not incident.rca or path not in self._world.vault.documents():
            return composed, ()  # never announced: nobody has had it to write in
        theirs, base = self._world.vault.read(path), self._read(composed_path(path))
        if base is None:
            return theirs, () if theirs == composed else (WHOLE,)
        merged = merge(base, composed, theirs)
        return merged.text, merged.sections()

    def _read(self, path: str) -> str | None:
        try:
            return self._world.vault.read(path)
        except VaultError:
            return None

    def _material(self, incident_id: str, now: datetime) -> Material:
        world = self._world
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
            now=_reported(events) or now,
            probe_interval_seconds=world.policies.detect.interval.total_seconds(),
            vault_documents=self._others(incident),
            halts=halts,
            announced=self._announced(incident),
            runbook=self._runbook(incident),
            lacked_runbook=self._lacked_runbook(incident),
        )

    def _runbook(self, incident: Incident) -> str:
        path = self._world.catalogue.service(_failing(incident)).runbook_path
        return self._world.vault.read(path) if path in self._world.vault.documents() else ""

    def _lacked_runbook(self, incident: Incident) -> bool:
        """Whether the document proposed to write it: that has been promised, and stays so once it is done."""
        composed = self._read(composed_path(incident.rca)) if incident.rca else None
        return f"runbook check {_failing(incident)} " in (composed or "")

    def _announced(self, incident: Incident) -> datetime | None:
        ticket = self._world.log.read(f"{ALERT}{ticket_identity(_failing(incident), EXPIRES_SOON)}")
        before = [e for e in ticket if incident.opened_at and e.occurred_at < incident.opened_at]
        return before[-1].occurred_at if before and isinstance(before[-1].fact, AlertFired) else None

    def _others(self, incident: Incident) -> tuple[str, ...]:
        """Documents of the vault that are not this incident's own: one that a crash left unannounced is."""
        own = f"\nincident: {incident.id}\n"
        candidates = self._world.vault.documents()
        return tuple(path for path in candidates if path != incident.rca and own not in self._head(path))

    def _head(self, path: str) -> str:
        return self._world.vault.read(path)[:2048].replace("\r\n", "\n") if path.startswith("RCAs/") else ""

    def _evidence(self, events: tuple[Event, ...], cited: tuple[str, ...]) -> dict[str, Evidence]:
        found = {}
        for content_id in evidence_names(events, cited):
            try:
                found[content_id] = self._world.evidence.get(content_id)
            except EvidenceNotFoundError as error:
                lost = Unobserved(f"this evidence is no longer in the store: {error}")
                found[content_id] = Evidence(content_id, "store", "", self._world.clock.now(), lost)
        return found


def _failing(incident: Incident) -> str:
    return incident.cause.service if incident.cause else incident.service


def _reported(events: tuple[Event, ...]) -> datetime | None:
    """When the document was published first: its date, and the days that it proposes, are counted from there."""
    return next((event.occurred_at for event in events if isinstance(event.fact, RcaPublished)), None)


def _during(incident: Incident, event: Event, now: datetime) -> bool:
    """Whether it happened while the incident was open."""
    resolved = incident.milestones.resolved
    return (incident.opened_at or now) <= event.occurred_at <= (resolved.at if resolved else now)
