"""The impact of an incident, computed when its document is written: which windows, and the answers to the queries."""

from __future__ import annotations

from datetime import datetime

from firstcause.detect.incidents import neighbourhood
from firstcause.diagnose import impact as figures
from firstcause.engine.notebook import Notebook
from firstcause.engine.world import Policies
from firstcause.model import telemetry
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
    """The figures over [began, recovered], against the baseline before; Unobserved where nothing began.

    Both ends are moved to the nearest scrape of the entry, so that counts are exact and not interpolated.
    """
    began = incident.milestones.began
    if began is None:
        return Unobserved("no degraded request beyond the baseline was seen at the entry")
    resolved = incident.milestones.resolved
    recovered = incident.milestones.recovered or resolved
    failing = incident.cause.service if incident.cause else incident.service
    entry = entry_of(failing, catalogue)
    counted = telemetry.requests(entry, Window(began.at, now))
    end = recovered.at if recovered else now
    window = Window(notebook.sampled_near(counted, began.at), notebook.sampled_near(counted, end))
    baseline = Window.before(began.at - policies.resolution, policies.detect.baseline.total_seconds())
    plot = Window(baseline.start, min(resolved.at if resolved else now, notebook.settled(now)))
    asked = figures.questions(entry, failing, window, baseline, plot)
    answers = {name: notebook.ask(query, now) for name, query in asked.items()}
    return figures.impact(entry, failing, window, baseline, answers)
