"""A load scenario in a file of its own, checked against the catalogue: every complaint names file, line and key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from firstcause.config.file import table_in
from firstcause.config.table import Table, near
from firstcause.model.fault import FAULTS
from firstcause.model.load import Caller, LoadScenario
from firstcause.model.service import VERSIONS, Catalogue, Objective, Service

DEFAULT_RATE: Final = 10.0
DEFAULT_DURATION: Final = timedelta(seconds=30)


def load_scenario(path: Path, catalogue: Catalogue) -> LoadScenario:
    """The scenario in this file. Raises ConfigError, also where its service does not allow load."""
    top = table_in(path, "load scenario", "docs/probing.md shows one")
    service = _service(top, catalogue)
    scenario = LoadScenario(
        service=service.name,
        rate=top.number("rate", DEFAULT_RATE),
        duration_seconds=top.duration("duration", DEFAULT_DURATION).total_seconds(),
        ramp_seconds=top.duration("ramp", timedelta(), zero=True).total_seconds(),
        callers=tuple(_callers(top, catalogue, service)),
        versions=_versions(top),
        resumption=top.share("resumption", 0.0),
        objective=_objective(top, service),
        seed=top.whole("seed", 0),
    )
    if scenario.rate <= 0:
        raise top.error("rate", "no handshake at all", "as in rate = 10")
    top.done()
    return scenario


def _service(top: Table, catalogue: Catalogue) -> Service:
    name = top.text("service")
    found = next((service for service in catalogue if service.name == name), None)
    if found is None:
        raise top.error("service", f"there is no service {name!r}", near(name, [s.name for s in catalogue]))
    if not found.load:
        hint = f"its owner allows it with load = true in [service.{name}] of the configuration"
        raise top.error("service", f"{name} is not to be put under load", hint)
    if not found.endpoints:
        raise top.error("service", f"{name} has no endpoints", f"add endpoints to [service.{name}]")
    return found


def _callers(top: Table, catalogue: Catalogue, service: Service) -> Iterator[Caller]:
    rows = list(top.rows("callers"))
    known = {view.name for view in catalogue.views}
    for row in rows:
        view, share, expect = row.text("view"), row.number("share", 1.0), row.text("expect")
        row.done()
        if view not in known:
            raise row.error("view", f"there is no view {view!r}", near(view, known))
        if expect and expect not in FAULTS:
            raise row.error("expect", f"there is no fault {expect!r}", near(expect, FAULTS))
        if share <= 0:
            raise row.error("share", "a caller that never calls", "as in share = 0.5")
        yield Caller(view, share, expect)
    if not rows:
        yield from (Caller(view, 1.0) for view in service.views or ("system",))


def _versions(top: Table) -> dict[str, float]:
    table = top.table("versions")
    found = {version: table.number(version, 0.0) for version in VERSIONS if table.has(version)}
    table.done()
    if found and not any(found.values()):
        raise top.error("versions", "no version has a share", 'as in versions = { "TLSv1.3" = 1.0 }')
    return found


def _objective(top: Table, service: Service) -> Objective:
    table, own = top.table("objective"), service.objective
    found = Objective(
        table.number("latency_seconds", own.latency_seconds),
        table.share("success", own.success),
        table.share("on_time", own.on_time),
    )
    table.done()
    return found
