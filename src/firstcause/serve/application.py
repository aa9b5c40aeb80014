"""All of firstcause's HTTP in one place: the list of routes, and what stands before them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from firstcause.model.errors import FirstcauseError
from firstcause.model.event import Actor
from firstcause.serve.answers import explained, failed, refused
from firstcause.serve.changes import ChangeDoors
from firstcause.serve.desk import Desk
from firstcause.serve.health import Readiness, health_routes
from firstcause.serve.incidents import IncidentApi
from firstcause.serve.mitigation import MitigationApi
from firstcause.serve.observation import RequestMetrics
from firstcause.serve.probe import ProbeDoor
from firstcause.serve.tokens import TokenGate
from firstcause.serve.traces import TraceIntake, traces_route

MAX_BODY_BYTES = 64 * 1024
NO_TOKENS: Mapping[str, Actor | None] = MappingProxyType({})


def create_app(
    desk: Desk,
    *,
    metrics: CollectorRegistry,
    traces: TraceIntake,
    ready: Readiness,
    tokens: Mapping[str, Actor | None] = NO_TOKENS,
    changes: ChangeDoors | None = None,
    status: Route | None = None,
    probe: ProbeDoor | None = None,
) -> Starlette:
    """The application over `desk`. `metrics` is shown at /metrics and takes our own; `tokens` as in `serve.tokens`."""
    api = [*IncidentApi(desk).routes(), *MitigationApi(desk).routes()]
    routes = [*health_routes(desk, metrics, ready), traces_route(traces), *api]
    routes += [*(changes.routes() if changes else ()), *([status] if status else ())]
    routes += probe.routes() if probe else []
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(RequestMetrics, registry=metrics, routes=routes),
            Middleware(TokenGate, tokens=tokens),
        ],
        exception_handlers={FirstcauseError: explained, HTTPException: refused, Exception: failed},
        max_body_size=MAX_BODY_BYTES,
    )
