"""A real server on a free port, over a desk that keeps its incident in memory."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
from prometheus_client import CollectorRegistry

from firstcause.model.errors import EvidenceNotFoundError, FirstcauseError, StorageFullError, UnknownIncidentError
from firstcause.model.event import Actor, Event
from firstcause.model.evidence import Evidence, Unobserved
from firstcause.model.facts import (
    Fact,
    IncidentOpened,
    IncidentResolved,
    MitigationHalted,
    NoteAdded,
    PageAcknowledged,
)
from firstcause.model.incident import Incident, Milestone, Milestones, Severity, Urgency
from firstcause.serve.application import create_app
from firstcause.serve.probe import ProbeDoor
from firstcause.serve.server import HttpServer, listen

AT = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)
EVIDENCE = Evidence("abcdef0123456789", "probe", "look at orders", AT, Unobserved("connect timed out"))
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # plain HTTP: loading the system's trust would take 40 ms a client
Client = Callable[..., AbstractContextManager[httpx2.Client]]


class Desk:
    """One incident, `i1`. Resolving it twice is refused; a note saying `full` finds the disk full."""

    def __init__(self) -> None:
        self.stated: list[tuple[str, Fact, Actor]] = []
        self.halted: list[tuple[str, Actor]] = []
        self.resumed: list[tuple[str, Actor]] = []
        self.one = Incident(
            "i1",
            service="orders",
            summary="handshakes fail",
            severity=Severity.P1,
            urgency=Urgency.PAGE,
            opened_at=AT,
            milestones=Milestones(detected=Milestone(AT, 1)),
        )

    def incidents(self) -> list[Incident]:
        return [self.one]

    def incident(self, incident_id: str) -> Incident:
        if incident_id != "i1":
            raise UnknownIncidentError(f"no incident {incident_id!r}", hint="see `firstcause incident list`")
        return self.one

    def events(self, incident_id: str) -> list[Event]:
        opened = IncidentOpened("orders", "orders", "tls/incomplete-chain", Urgency.PAGE, self.incident(incident_id).id)
        return [Event(f"incident/{incident_id}", 1, AT, AT, Actor("rule", "detect"), opened, (EVIDENCE.id,))]

    def evidence(self, evidence_id: str) -> Evidence:
        if not EVIDENCE.id.startswith(evidence_id):
            raise EvidenceNotFoundError(f"no evidence {evidence_id}")
        return EVIDENCE

    def names(self, incident_id: str) -> Mapping[str, str]:
        return {EVIDENCE.id: "E1"} if self.incident(incident_id) else {}

    def state(self, incident_id: str, fact: Fact, actor: Actor) -> Incident:
        self.incident(incident_id)
        match fact:
            case NoteAdded("full"):
                raise StorageFullError("the disk is full")
            case NoteAdded("broken"):
                raise RuntimeError("a secret detail")
            case IncidentResolved() if self.one.milestones.resolved:
                raise FirstcauseError("i1 is resolved already", hint="nothing is left to do")
            case IncidentResolved():
                self.one = replace(self.one, milestones=replace(self.one.milestones, resolved=Milestone(AT, 2)))
            case PageAcknowledged(by):
                self.one = replace(self.one, acknowledged_by=by)
        self.stated.append((incident_id, fact, actor))
        return self.one

    def halt(self, reason: str, actor: Actor) -> None:
        self.halted.append((reason, actor))

    def resume(self, reason: str, actor: Actor) -> None:
        if not self.halted:
            raise FirstcauseError("automatic action is not halted", hint="nothing is left to do")
        self.resumed.append((reason, actor))

    def halts(self) -> list[Event]:
        said = [*((MitigationHalted(r), a) for r, a in self.halted)]
        said += [(MitigationHalted(r, lifted=True), a) for r, a in self.resumed]
        return [Event("mitigation/halt", n, AT, AT, actor, fact) for n, (fact, actor) in enumerate(said, 1)]

    def health(self) -> Mapping[str, object]:
        return {"pending_effects": 0}


class Intake:
    """Keeps the bodies of trace exports, or refuses them with `error`."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.error: FirstcauseError | None = None

    def __call__(self, body: bytes) -> None:
        if self.error is not None:
            raise self.error
        self.bodies.append(body)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def intake() -> Intake:
    return Intake()


@pytest.fixture
def reasons() -> list[str]:
    """Why we are not ready; a test fills it."""
    return []


@pytest.fixture
def serving(desk: Desk, intake: Intake, reasons: list[str]) -> Client:
    """`with serving(tokens={...}) as client`: a running server, and a client that talks to it."""

    @contextmanager
    def run(
        tokens: Mapping[str, Actor | None] | None = None, probe: ProbeDoor | None = None
    ) -> Iterator[httpx2.Client]:
        metrics = CollectorRegistry()
        app = create_app(desk, metrics=metrics, traces=intake, ready=lambda: reasons, tokens=tokens or {}, probe=probe)
        listener = listen("127.0.0.1", 0)
        port = listener.getsockname()[1]
        server = HttpServer(app, listener)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, verify=NO_TRUST) as client:
                yield client
        finally:
            server.stop()
            thread.join()

    return run


@pytest.fixture
def client(serving: Client) -> Iterator[httpx2.Client]:
    """A client of a server without tokens."""
    with serving() as talking:
        yield talking
