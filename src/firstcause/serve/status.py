"""How the process is: which configuration is in force, what was wrong with a newer one, and our own figures of that.

It outlives the services that come and go with the configuration.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from firstcause.app import ServiceStatus
from firstcause.eventlog.codec import to_json

Ask = Callable[[], ServiceStatus]
"""How the service in force is. May block."""


@dataclass(frozen=True, slots=True)
class RefusedConfig:
    """A newer configuration that was not taken, and why."""

    message: str
    hint: str
    at: datetime


class ConfigStatus:
    """The configuration in force. Threads share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._loaded_at = datetime.now(UTC)
        self._refused: RefusedConfig | None = None
        self._reloads = self._refusals = 0

    def accepted(self) -> None:
        """The file as it stands now is in force."""
        with self._lock:
            self._loaded_at, self._refused = datetime.now(UTC), None
            self._reloads += 1

    def refused(self, message: str, hint: str) -> None:
        """The file as it stands now cannot be used; the one before stays in force."""
        with self._lock:
            self._refused = RefusedConfig(message, hint, datetime.now(UTC))
            self._refusals += 1

    def shown(self) -> Mapping[str, object]:
        """{"path", "loaded_at", "error": null or {"message", "hint", "at"}}."""
        with self._lock:
            refused = self._refused
            error = {"message": refused.message, "hint": refused.hint, "at": _spelt(refused.at)} if refused else None
            return {"path": str(self._path), "loaded_at": _spelt(self._loaded_at), "error": error}

    def collect(self) -> Iterable[Metric]:
        """The same as metrics; `prometheus_client` asks for them at every scrape."""
        with self._lock:
            good, loaded, outcomes = self._refused is None, self._loaded_at, (self._reloads, self._refusals)
        yield GaugeMetricFamily(
            "firstcause_config_last_reload_successful", "Whether the configuration file is in force.", value=float(good)
        )
        yield GaugeMetricFamily(
            "firstcause_config_loaded_timestamp_seconds", "When it was loaded.", value=loaded.timestamp()
        )
        reloads = CounterMetricFamily("firstcause_config_reloads", "Reloads since the start.", labels=["result"])
        for result, count in zip(("accepted", "refused"), outcomes, strict=True):
            reloads.add_metric([result], count)
        yield reloads


class ServiceFigures:
    """The same as metrics: the counts begin again whenever the service does, as counters may."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def collect(self) -> Iterable[Metric]:
        """Asked at every scrape."""
        status = self._ask()
        yield GaugeMetricFamily("firstcause_shadow", "Whether pages are withheld.", value=float(status.shadow))
        beats = CounterMetricFamily("firstcause_heartbeats", "Heartbeats sent.", labels=["result"])
        beats.add_metric(["delivered"], status.heartbeats_delivered)
        beats.add_metric(["failed"], status.heartbeats_failed)
        yield beats
        skipped = GaugeMetricFamily("firstcause_change_records_skipped", "Unreadable records.", labels=["source"])
        for source in status.changes:
            skipped.add_metric([source.name], source.skipped)
        yield skipped


def status_route(config: ConfigStatus, ask: Ask) -> Route:
    """GET /api/v1/status: {"config": ..., and what the service in force tells of itself}."""

    async def status(_request: Request) -> Response:
        return JSONResponse({"config": config.shown(), **to_json(await run_in_threadpool(ask))})

    return Route("/api/v1/status", status)


def _spelt(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
