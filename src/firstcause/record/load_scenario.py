"""The load under which the failing service broke, as a scenario for `firstcause load`: every caller, at that rate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import ceil, isfinite
from typing import Final

from firstcause.record.case import Case

DEFAULT_RATE: Final = 10


def load_path(case: Case) -> str:
    """Where the scenario stands, relative to the vault."""
    return f"RCAs/evidence/{case.stem}/load.toml"


def load_scenario(case: Case) -> str:
    """The file's text. `firstcause load` refuses it until the service's owner allows load."""
    return "\n".join(_lines(case)) + "\n"


def _lines(case: Case) -> Iterator[str]:
    service = case.material.catalogue.service(case.service)
    yield f"# Handshakes with {case.service} as its callers make them: {case.fault} must not come back under load."
    yield f"# Of incident {case.material.incident.id}. It needs load = true in [service.{case.service}]."
    yield f"service = {json.dumps(case.service)}"
    yield f"rate = {_rate(case)}"
    yield 'ramp = "10s"'
    yield 'duration = "60s"'
    for view in service.views:
        yield f"\n[[callers]]\nview = {json.dumps(view)}\nshare = 1"


def _rate(case: Case) -> int:
    """The most requests a second that came in, rounded up; a default where nobody counted."""
    signals = case.impact.signals if case.impact else ()
    seen = [one.value for signal in signals if signal.name == "requests/s" for one in signal.samples]
    return max((ceil(value) for value in seen if isfinite(value)), default=DEFAULT_RATE) or DEFAULT_RATE
