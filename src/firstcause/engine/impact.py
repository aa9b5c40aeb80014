"""The impact of an incident, computed when its document is written: which windows, and the answers to the queries."""

from __future__ import annotations

from datetime import datetime

from firstcause.detect.incidents import neighbourhood
from firstcause.diagnose import impact as figures
from firstcause.engine.notebook import Notebook
from firstcause.engine.world import Policies
from firstcause.model.evidence import Unobserved
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident
from firstcause.model.service import Catalogue
from firstcause.model.window import Window


def entry_of(service: str, catalogue: Catalogue) -> str:
    """The entry service through which customers reach this one; itself where there is none."""
    near = neighbourhood(service, catalogue)
    return next((s.name for s in catalogue.entries() if s.name in near), service)


def measure(
    incident: Incident, catalogue: Catalogue, policies: Policies, notebook: Notebook, now: datetime
) -> Impact | Unobserved:
    """The figures over [began, recovered], against the baseline before; Unobserved where nothing began."""
    began = incident.milestones.began
    if began is None:
        return Unobserved("no degraded request beyond the baseline was seen at the entry")
    resolved = incident.milestones.resolved
    recovered = incident.milestones.recovered or resolved
    window = Window(began.at, recovered.at if recovered else now)
    baseline = Window.before(began.at - policies.resolution, policies.detect.baseline.total_seconds())
    plot = Window(baseline.start, min(resolved.at if resolved else now, notebook.settled(now)))
    failing = incident.cause.service if incident.cause else incident.service
    entry = entry_of(failing, catalogue)
    asked = figures.questions(entry, failing, window, baseline, plot)
    answers = {name: notebook.ask(query, now) for name, query in asked.items()}
    return figures.impact(entry, failing, window, baseline, answers)
