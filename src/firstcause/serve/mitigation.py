"""The mitigation API: what is planned everywhere, and whether all automatic action is halted.

What is said about one incident's plan goes to the incident's own path (`serve.incidents`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from firstcause.eventlog.codec import to_json
from firstcause.model.event import Event
from firstcause.model.facts import MitigationHalted
from firstcause.serve.body import read_body
from firstcause.serve.desk import Desk
from firstcause.serve.incidents import author


class MitigationApi:
    """The routes under /api/v1/mitigation, over a desk whose calls block."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Everything under /api/v1/mitigation."""
        return [
            Route("/api/v1/mitigation", self.listing),
            Route("/api/v1/mitigation/stop", self.stop, methods=["POST"]),
            Route("/api/v1/mitigation/resume", self.resume, methods=["POST"]),
        ]

    async def listing(self, _request: Request) -> Response:
        """Every plan with its state and, where it was refused, its guard; and who halted or resumed when, and why."""
        return JSONResponse(await run_in_threadpool(self._listed))

    async def stop(self, request: Request) -> Response:
        """Halt all automatic mitigation."""
        body = await read_body(request)
        actor, _by = author(request, body)
        reason = body.text("reason")
        await run_in_threadpool(self._desk.halt, reason, actor)
        return JSONResponse({"halted": True, "reason": reason})

    async def resume(self, request: Request) -> Response:
        """Lift the halt."""
        body = await read_body(request)
        actor, _by = author(request, body)
        reason = body.text("reason")
        await run_in_threadpool(self._desk.resume, reason, actor)
        return JSONResponse({"halted": False, "reason": reason})

    def _listed(self) -> Mapping[str, object]:
        halts = list(halts_shown(self._desk.halts()))
        plans = [
            {"incident": incident.id, **to_json(mitigation)}
            for incident in self._desk.incidents()
            for mitigation in incident.mitigations
        ]
        return {"halted": bool(halts) and halts[-1]["halted"], "halts": halts, "mitigations": plans}


def halts_shown(events: Iterable[Event]) -> Iterator[Mapping[str, object]]:
    """`{"halted","at","by","reason"}` for each word about the halt, the oldest first; the last one counts."""
    for event in events:
        if isinstance(event.fact, MitigationHalted):
            shown = to_json(event)
            said = {"halted": not event.fact.lifted, "at": shown["occurred_at"]}
            yield {**said, "by": event.actor.name, "reason": event.fact.reason}
