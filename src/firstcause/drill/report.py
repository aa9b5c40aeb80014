"""From what a drill left behind to its verdict: reads the log and the published figures, as anybody could."""

from __future__ import annotations

import json

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.drill import settings
from firstcause.drill.customers.ledger import Purchase, parse
from firstcause.drill.lag import OVERLOADED_SECONDS
from firstcause.drill.linted import linted
from firstcause.drill.run import Plan, Played
from firstcause.drill.verdict import FleetHealth, Verdict, compare, first_degraded, found_in, intervals, judge
from firstcause.model.event import Event
from firstcause.model.facts import MitigationStarted
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident


def report(plan: Plan, played: Played) -> tuple[Verdict, Incident | None, list[Event]]:
    """The verdict, and the incident with its events. The engine has stopped by now."""
    purchases = parse(played.ledger.read_text("utf-8").splitlines(keepends=True))
    with Archive(load(played.config)) as archive:
        incidents = archive.desk.incidents()
        incident = incidents[-1] if incidents else None  # the first that opened
        events = archive.desk.events(incident.id) if incident else []
        impact = archive.impact(incident.id) if incident else None
        vault = archive.config.store.vault
    rca = str(vault / incident.rca) if incident and incident.rca else None
    verdict = _verdict(plan, played, purchases, incidents, events, impact, rca)
    (plan.folder / "verdict.json").write_text(json.dumps(verdict.document()) + "\n", "utf-8")
    return verdict, incident, events


def _verdict(
    plan: Plan,
    played: Played,
    purchases: list[Purchase],
    incidents: list[Incident],
    events: list[Event],
    impact: Impact | None,
    rca: str | None,
) -> Verdict:
    incident = incidents[-1] if incidents else None
    found = found_in(incident)
    worst = max([played.worst_lag_seconds, *(p.lag for p in purchases)])
    return Verdict(
        scenario=plan.scenario.name,
        seed=plan.seed,
        injected=played.injected,
        found=found,
        verdict=judge(played.injected, found, incidents),
        seconds=intervals(incident, first_degraded(purchases, played.injected_at)),
        figures=compare(impact, purchases),
        rca=rca,
        lint=linted(played.config, rca) if rca else None,
        fleet=FleetHealth(played.processes, overloaded=worst > OVERLOADED_SECONDS),
        probe_interval_seconds=settings.PROBE_SECONDS,
        incidents=len(incidents),
        pages=len(set(played.page_keys)),
        repeated_pages=len(played.page_keys) - len(set(played.page_keys)),
        rollbacks=sum(isinstance(e.fact, MitigationStarted) for e in events),
        engine_restarts=played.engine_restarts,
        notes=played.notes,
    )
