"""Is the process alive, is it ready to accept and to page, and its own metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from firstcause.serve.desk import Desk

Readiness = Callable[[], Sequence[str]]
"""Why we are not ready to accept and to page; empty when we are. May block."""


def health_routes(desk: Desk, registry: CollectorRegistry, ready: Readiness) -> list[Route]:
    """/healthz, /readyz and /metrics."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        reasons = list(await run_in_threadpool(ready))
        health = await run_in_threadpool(desk.health)
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        return JSONResponse({"ready": not reasons, "reasons": reasons, "health": dict(health)}, status)

    async def metrics(_request: Request) -> Response:
        return Response(await run_in_threadpool(generate_latest, registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
