"""Values with readable defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.eventlog.identity import make_evidence
from firstcause.model.change import Change, ChangeKind
from firstcause.model.event import Actor, Event
from firstcause.model.evidence import ChangeSeen, Evidence, MetricSampled, Observation, Sample, Unobserved
from firstcause.model.facts import AlertFired, AlertJoined, Fact, IncidentOpened
from firstcause.model.handshake import Detail, HandshakeFailure, HandshakeObserved, Outcome, Phase
from firstcause.model.incident import Hypothesis, Incident, Reason, Urgency
from firstcause.model.mitigation import MitigationPlan
from firstcause.model.query import Query
from firstcause.model.service import Endpoint, MitigationMode, Service
from firstcause.testing.clock import moment

RULE = Actor("rule", "test")
ALICE = Actor("human", "alice")
INCIDENT = "2025-11-07-1"
CODE = "tls/incomplete-chain"
SERVICE = "order-service"
KINDS = ("probe", "traffic", "change")


def service(
    name: str = SERVICE,
    *depends_on: str,
    replicas: int = 2,
    tier: int = 1,
    deployer: str = "fleet",
    mitigation: MitigationMode = MitigationMode.AUTOMATIC,
    automatic_for: Sequence[str] = ("tls/*", "app/*", "net/*"),
) -> Service:
    """A service whose replicas listen on `NAME-0:8443`, `NAME-1:8443`, ..."""
    endpoints = tuple(Endpoint(f"{name}-{n}", 8443, f"{name}.internal") for n in range(replicas))
    return Service(
        name,
        owner=f"team of {name}",
        tier=tier,
        endpoints=endpoints,
        depends_on=depends_on,
        runbook=f"runbook-{name}",
        deployer=deployer,
        mitigation=mitigation,
        automatic_for=tuple(automatic_for),
    )


def healthy_look(name: str = SERVICE, target: str = "", view: str = "system") -> HandshakeObserved:
    """A look that finds nothing wrong."""
    return HandshakeObserved(name, target or f"{name}-0:8443", f"{name}.internal", view, Outcome.HEALTHY)


def unobserved_look(name: str = SERVICE, target: str = "", view: str = "system") -> HandshakeObserved:
    """A look that our own side could not take."""
    return HandshakeObserved(name, target or f"{name}-0:8443", f"{name}.internal", view, Outcome.UNOBSERVED)


def faulty_look(
    name: str = SERVICE,
    code: str = CODE,
    target: str = "",
    view: str = "system",
    alternatives: Sequence[str] = (),
) -> HandshakeObserved:
    """A look that fails with this code."""
    detail = Detail("a chain up to the trusted root", (f"CN={name}",), "leaf")
    failure = HandshakeFailure(code, Phase.CERTIFICATE_VERIFY, "local", detail, f"The handshake fails with {code}.")
    target = target or f"{name}-0:8443"
    return HandshakeObserved(
        name, target, f"{name}.internal", view, Outcome.FAULTY, failure, alternatives=tuple(alternatives)
    )


def change(
    name: str = SERVICE,
    seconds: float = -10,
    *,
    id: str = "",  # noqa: A002 - the field's own name
    kind: ChangeKind = "deploy",
    before: str = "r41",
    after: str = "r42",
    replaced: Sequence[str] = ("bundle.pem",),
    revertible_to: str | None = "r41",
    takes_seconds: float | None = 2.0,
) -> Change:
    """A deploy that began so many seconds after START and replaced these files; `takes_seconds` None: unfinished."""
    finished = None if takes_seconds is None else moment(seconds + takes_seconds)
    artifacts = dict.fromkeys(replaced, (f"sha256:{before}", f"sha256:{after}"))
    name_of_it = id or f"{name}-{after}"
    return Change(name_of_it, kind, name, moment(seconds), finished, "bob", before, after, artifacts, revertible_to)


def evidence(
    observation: Observation, seconds: float = 0, source: str = "probe", query: str = "as the test asked"
) -> Evidence:
    """Evidence under its own id, observed so many seconds after START."""
    return make_evidence(source, query, moment(seconds), observation)


def change_evidence(*changes: Change) -> tuple[Evidence, ...]:
    """The changes, as evidence."""
    return tuple(evidence(ChangeSeen(c), source="changes", query=f"change {c.id}") for c in changes)


def answer(query: Query, *samples: tuple[float, dict[str, str]], silence: str = "") -> Evidence:
    """The telemetry's answer to a query: values with their labels, at the window's end; or why there is none."""
    at, observation = query.window.end, Unobserved(silence) if silence else None
    sampled = MetricSampled(query, tuple(Sample(value, at, labels) for value, labels in samples), "1", len(samples))
    return make_evidence("metrics", query.promql(), at, observation or sampled, window=query.window)


def hypothesis(
    name: str = SERVICE, code: str = CODE, *, confidence: float = 0.9, suspect: Change | None = None, kinds: int = 2
) -> Hypothesis:
    """A hypothesis that so many kinds of evidence support, in the order of KINDS."""
    named = zip(range(1, kinds + 1), KINDS, strict=False)
    supporting = tuple(Reason(f"reason {n}", (f"{n}" * 64,), kind) for n, kind in named)
    return Hypothesis(f"{name} {code}", name, code, confidence, confidence, "why", supporting, change=suspect)


def plan(name: str = SERVICE, from_release: str = "r42", to_release: str = "r41") -> MitigationPlan:
    """A rollback by the deployer `fleet`."""
    return MitigationPlan(
        f"{INCIDENT}/rollback-{name}-{to_release}",
        name,
        f"roll {name} back from {from_release} to {to_release}",
        "fleet",
        from_release,
        to_release,
        "deploy it again",
        "it handshakes well",
    )


def alert(name: str = SERVICE, code: str = CODE, urgency: Urgency = Urgency.PAGE, identity: str = "") -> AlertFired:
    """An alert of the probe."""
    return AlertFired(identity or f"probe/{name}", name, code, urgency, f"{code} on {name}")


def opened(name: str = SERVICE, code: str = CODE, urgency: Urgency = Urgency.PAGE) -> IncidentOpened:
    """The first fact of an incident."""
    return IncidentOpened(name, name, code, urgency, f"{code} on {name}")


def joined(name: str = SERVICE, code: str = CODE, urgency: Urgency = Urgency.PAGE, identity: str = "") -> AlertJoined:
    """An alert of the probe that belongs to the incident."""
    return AlertJoined(identity or f"probe/{name}", name, code, urgency, f"{code} on {name}")


def events(
    *facts: tuple[float, Fact], actor: Actor = RULE, stream: str = f"{PREFIX}{INCIDENT}", cites: Sequence[str] = ()
) -> list[Event]:
    """A stream: (seconds after START, fact), recorded when it occurred."""
    return [
        Event(stream, number, moment(seconds), moment(seconds), actor, fact, tuple(cites))
        for number, (seconds, fact) in enumerate(facts, 1)
    ]


def incident(*facts: tuple[float, Fact]) -> Incident:
    """An incident of order-service, opened at START by the probe's alert, and these further facts."""
    return fold(events((0, opened()), (0, joined()), *facts))
