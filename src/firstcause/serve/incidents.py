"""The incident API: look at incidents, and state about them what only a person can.

A GET never changes anything: mail scanners follow links. Each POST states one fact; what follows is the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from firstcause.eventlog.codec import to_json
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.event import Actor
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationApproved,
    MitigationRefused,
    NoteAdded,
    PageAcknowledged,
    QuestionAnswered,
)
from firstcause.model.incident import Incident
from firstcause.model.mitigation import PERSON
from firstcause.serve.body import Body, read_body
from firstcause.serve.desk import Desk

MakeFact = Callable[[Body, str], Fact]
CONTENT_ID = re.compile(r"[0-9a-f]{6,64}")

STATEMENTS: Mapping[str, MakeFact] = {
    "acknowledge": lambda _body, by: PageAcknowledged(by),
    "note": lambda body, _by: NoteAdded(body.text("text")),
    "answer": lambda body, _by: QuestionAnswered(body.text("question"), body.text("answer")),
    "resolve": lambda body, _by: IncidentResolved(body.text("reason")),
    "mitigation/approve": lambda body, by: MitigationApproved(body.name("plan"), by),
    "mitigation/refuse": lambda body, _by: MitigationRefused(body.name("plan"), PERSON, body.text("reason")),
}
"""Path below the incident -> the fact that a POST there states."""


class IncidentApi:
    """The routes under /api/v1/incidents, over a desk whose calls block."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Everything under /api/v1/incidents."""
        one = "/api/v1/incidents/{incident}"
        return [
            Route("/api/v1/incidents", self.listing),
            Route(one, self.whole),
            Route(f"{one}/timeline", self.timeline),
            Route(f"{one}/evidence/{{evidence}}", self.evidence),
            *(Route(f"{one}/{path}", self._stating(make), methods=["POST"]) for path, make in STATEMENTS.items()),
        ]

    async def listing(self, _request: Request) -> Response:
        """All incidents, in short."""
        incidents = await run_in_threadpool(self._desk.incidents)
        return JSONResponse({"incidents": [_short(incident) for incident in incidents]})

    async def whole(self, request: Request) -> Response:
        """One incident with its milestones, and the short names of its evidence."""
        return await self._answer(request, self._whole)

    async def timeline(self, request: Request) -> Response:
        """Its events in order."""
        return await self._answer(request, self._timeline)

    async def evidence(self, request: Request) -> Response:
        """One piece of evidence, by its short name in this incident or by its content id."""
        return await self._answer(request, lambda id_: self._evidence(id_, request.path_params["evidence"]))

    def _stating(self, make: MakeFact) -> Callable[[Request], Awaitable[Response]]:
        async def state(request: Request) -> Response:
            body = await read_body(request)
            actor, by = author(request, body)
            fact = make(body, by)
            return await self._answer(request, lambda id_: self._shown(self._desk.state(id_, fact, actor)))

        return state

    async def _answer(self, request: Request, ask: Callable[[str], Mapping[str, object]]) -> Response:
        return JSONResponse(await run_in_threadpool(ask, request.path_params["incident"]))

    def _whole(self, incident_id: str) -> Mapping[str, object]:
        return self._shown(self._desk.incident(incident_id))

    def _shown(self, incident: Incident) -> Mapping[str, object]:
        names = {short: content_id for content_id, short in self._desk.names(incident.id).items()}
        return {**to_json(incident), "status": incident.status.value, "names": names}

    def _timeline(self, incident_id: str) -> Mapping[str, object]:
        return {"incident": incident_id, "events": [to_json(event) for event in self._desk.events(incident_id)]}

    def _evidence(self, incident_id: str, wanted: str) -> Mapping[str, object]:
        names = self._desk.names(incident_id)
        content_id = next((id_ for id_, short in names.items() if short == wanted), wanted)
        if not CONTENT_ID.fullmatch(content_id):
            raise EvidenceNotFoundError(
                f"incident {incident_id} has no evidence {wanted[:80]!r}",
                hint=f"it has {', '.join(names.values()) or 'none yet'}",
            )
        evidence = self._desk.evidence(content_id)
        return {**to_json(evidence), "name": names.get(evidence.id, "")}


def author(request: Request, body: Body) -> tuple[Actor, str]:
    """Who states the fact, and for whom: a token bound to an actor decides the first, `by` the second."""
    bound: Actor | None = request.state.actor
    if bound is None:
        by = body.name("by")
        return Actor("human", by), by
    return bound, body.name("by") if "by" in body.fields else bound.name


def _short(incident: Incident) -> Mapping[str, object]:
    shown = to_json(incident)
    kept = ("id", "service", "summary", "severity", "urgency", "opened_at", "milestones", "acknowledged_by", "rca")
    cause = incident.cause
    return {
        **{name: shown[name] for name in kept},
        "status": incident.status.value,
        "cause": {"service": cause.service, "code": cause.code} if cause else None,
        "mitigation": incident.mitigation.state.value if incident.mitigation else None,
        "undoing": incident.undoing.state.value if incident.undoing else None,
    }
