"""What a document is composed from: everything is handed in, nothing is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstcause.model.event import Event
from firstcause.model.evidence import Evidence, Unobserved
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident
from firstcause.model.service import Catalogue


@dataclass(frozen=True, slots=True)
class Material:
    """One incident, its log, its evidence (content id -> evidence) and its impact.

    `vault_documents` are the paths (relative to the vault) of all documents but this incident's own: links lead only
    there, and a path that is taken is not written over. `halts`: who halted and resumed all automatic action meanwhile.
    `announced`: when a ticket told that a certificate of the failing service is about to end.
    `runbook`: the text of the failing service's, "" where the vault has none; `lacked_runbook`: it said nothing of the
    fault when that was reported first, which is at `now`.
    """

    incident: Incident
    events: tuple[Event, ...]
    evidence: Mapping[str, Evidence]
    impact: Impact | Unobserved
    catalogue: Catalogue
    author: str
    now: datetime
    probe_interval_seconds: float
    vault_documents: tuple[str, ...] = ()
    halts: tuple[Event, ...] = ()
    announced: datetime | None = None
    runbook: str = ""
    lacked_runbook: bool = False
