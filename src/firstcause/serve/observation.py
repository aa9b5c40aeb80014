"""Our own HTTP metrics, by route template: a path that a client made up never becomes a label."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Histogram
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset({"GET", "HEAD", "POST"})


class RequestMetrics:
    """Middleware: how long requests took, by method, route and status, in the given registry."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry, routes: Sequence[Route]) -> None:
        self._app = app
        self._templates: Mapping[object, str] = {route.endpoint: route.path for route in routes}
        self._seconds = Histogram(
            "firstcause_http_request_duration_seconds",
            "Requests to firstcause itself.",
            ["method", "route", "status"],
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and measure until the answer is written."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = "500"

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, watched)
        finally:
            self._record(scope, status, time.perf_counter() - begun)

    def _record(self, scope: Scope, status: str, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = self._templates.get(scope.get("endpoint"), "other")  # the router leaves the endpoint in the scope
        self._seconds.labels(method, route, status).observe(seconds)
