"""Did any process of the fleet come late to its own clock? Then the machine, not the fault, made things slow."""

from __future__ import annotations

from urllib.error import URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from firstcause.drill.fleet.layout import FleetLayout

GAUGE = "process_scheduling_lag_seconds"
OVERLOADED_SECONDS = 0.2


def worst_lag(layout: FleetLayout) -> float:
    """The worst lag that any process reports, in seconds; infinity when one does not answer."""
    replicas = (r for s in layout.services for r in s.replicas)
    return max(_lag(r.metrics_url) for r in replicas)


def _lag(url: str) -> float:
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310 - a loopback URL of our own layout
            text = answer.read().decode()
    except (URLError, TimeoutError):
        return float("inf")
    families = text_string_to_metric_families(text)
    return max((s.value for f in families for s in f.samples if s.name == GAUGE), default=0.0)
