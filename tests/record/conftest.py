"""An incident as it really goes: a deploy with a leaf-only bundle, found by the probe, rolled back, repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firstcause.eventlog.evolve import fold
from firstcause.eventlog.identity import make_evidence
from firstcause.model import facts
from firstcause.model.change import Change
from firstcause.model.event import Actor, Event
from firstcause.model.evidence import ChangeSeen, Evidence, MetricSampled, Observation, Sample, Unobserved
from firstcause.model.figure import Figure, Quantity
from firstcause.model.handshake import (
    Alert,
    CertificateSummary,
    ClientCertificateRequest,
    Detail,
    HandshakeFailure,
    HandshakeObserved,
    Observed,
    Outcome,
    Phase,
    Timing,
)
from firstcause.model.impact import CallerImpact, Impact, Signal
from firstcause.model.incident import Hypothesis, Reason, Severity, Urgency
from firstcause.model.mitigation import MitigationPlan
from firstcause.model.query import Query
from firstcause.model.service import Catalogue, Service
from firstcause.model.window import Window
from firstcause.record.material import Material

RULE = Actor("rule", "firstcause")
DRILL = Actor("drill", "alice")
ALICE = Actor("human", "alice")
CODE = "tls/incomplete-chain"
INCIDENT = "2025-11-07-1"


class Scene:
    """A log under construction: facts at seconds after the onset, evidence kept by content id."""

    def __init__(self, onset: datetime = datetime(2025, 11, 7, 4, 58, 41, 310000, UTC)) -> None:
        self.onset = onset
        self.events: list[Event] = []
        self.evidence: dict[str, Evidence] = {}
        self.halts: list[Event] = []

    def at(self, seconds: float) -> datetime:
        return self.onset + timedelta(seconds=seconds)

    def see(
        self, source: str, query: str, seconds: float, observation: Observation, window: Window | None = None
    ) -> str:
        one = make_evidence(source, query, self.at(seconds), observation, window)
        self.evidence[one.id] = one
        return one.id

    def state(self, seconds: float, fact: facts.Fact, *evidence: str, actor: Actor = RULE) -> None:
        at = self.at(seconds)
        number = len(self.events) + 1
        recorded = max(at, self.at(0.9))
        self.events.append(Event(f"incident/{INCIDENT}", number, at, recorded, actor, fact, evidence))

    def halt(self, seconds: float, reason: str, *, lifted: bool = False) -> None:
        """Alice's word about all automatic action, in its own stream."""
        at, number = self.at(seconds), len(self.halts) + 1
        fact = facts.MitigationHalted(reason, lifted)
        self.halts.append(Event("mitigation/halt", number, at, at, ALICE, fact))

    def story(self, *, diagnosed: bool = True, mitigated: bool = True, by: Actor = DRILL) -> None:
        """All the facts from the deploy to the resolution."""
        full_story(self, diagnosed=diagnosed, mitigated=mitigated, by=by)

    def impact(self, **values: float | None) -> Impact:
        """The impact, with these figures instead of the usual ones; None was not observed."""
        return impact(self, **values)

    def look(self, seconds: float, port: int) -> str:
        """A look that finds the leaf alone; returns its content id."""
        return look(self, seconds, port)

    def material(self, impact: Impact | Unobserved, *vault: str, services: Iterable[Service] = ()) -> Material:
        return Material(
            incident=replace(fold(self.events), id=INCIDENT),
            events=tuple(self.events),
            evidence=self.evidence,
            impact=impact,
            catalogue=Catalogue(tuple(services) or CATALOGUE),
            author="SRE",
            now=self.onset.replace(hour=6, minute=2) + timedelta(days=1),
            probe_interval_seconds=1.0,
            vault_documents=vault,
            halts=tuple(self.halts),
            runbook=RUNBOOK if "Runbooks/runbook-order-service.md" in vault else "",
        )


RUNBOOK = "# Runbook of order-service\n\n## tls/incomplete-chain\n\nLook at the bundle that is served.\n"
CATALOGUE = (
    Service("storefront", owner="web", depends_on=("order-service",)),
    Service("order-service", owner="orders", tier=1, depends_on=("billing-api", "notification-service")),
    Service("billing-api", owner="payments", depends_on=("order-service",)),
)


def look(scene: Scene, seconds: float, port: int) -> str:
    """A look that finds the leaf alone."""
    leaf = CertificateSummary(
        "CN=order-service",
        "CN=Issuing CA 2",
        scene.at(-86400),
        scene.at(86400 * 30),
        "4f2a",
        "9c1f" * 16,
    )
    failure = HandshakeFailure(
        CODE,
        Phase.CERTIFICATE_VERIFY,
        "local",
        Detail("a chain up to a trusted root, by way of CN=Issuing CA 2", ("CN=order-service",), "leaf"),
        "The server sends its leaf only; the issuer CN=Issuing CA 2 is missing.",
        Alert(48, "unknown_ca", "sent"),
    )
    found = HandshakeObserved(
        "order-service",
        f"127.0.0.1:{port}",
        "order-service.internal",
        "billing-api",
        Outcome.FAULTY,
        failure,
        observed=Observed(
            "TLSv1.3",
            "TLS_AES_128_GCM_SHA256",
            "x25519",
            "http/1.1",
            (leaf,),
            ClientCertificateRequest(True, ("CN=Root",)),
        ),
        timing=Timing(0.0004, 0.0031),
    )
    return scene.see("probe", f"firstcause probe 127.0.0.1:{port} --as billing-api", seconds, found)


def change_evidence(scene: Scene, change: Change) -> str:
    return scene.see("changes", f"change {change.id}", 1, ChangeSeen(change))


def deploy(scene: Scene) -> Change:
    return Change(
        "c-1042",
        "deploy",
        "order-service",
        scene.at(-6),
        scene.at(9),
        "ci",
        "r41",
        "r42",
        {"bundle.pem": ("sha256:" + "a1" * 32, "sha256:" + "b2" * 32), "key.pem": ("sha256:" + "c3" * 32,) * 2},
        "r41",
    )


def hotfix(scene: Scene) -> Change:
    return Change("c-1043", "deploy", "order-service", scene.at(1700), scene.at(1720), "ci", "r41", "r43")


PLAN = MitigationPlan(
    "m1",
    "order-service",
    "roll order-service back from r42 to r41",
    "fleet",
    "r42",
    "r41",
    "deploy r42 again",
    "probes healthy and failures back to the baseline",
)


def full_story(scene: Scene, *, diagnosed: bool = True, mitigated: bool = True, by: Actor = DRILL) -> None:
    """All the facts from the deploy to the resolution."""
    trigger = deploy(scene)
    first, second = look(scene, 2.1, 8441), look(scene, 2.6, 8442)
    record = change_evidence(scene, trigger)
    errors = metric(scene, "failed", 1260)
    scene.state(2.9, facts.IncidentOpened("order-service", "order-service", CODE, Urgency.PAGE, "leaf only"), first)
    for number, (seconds, one) in enumerate(((2.9, first), (3.4, second))):
        summary = "order-service presents an incomplete chain to billing-api"
        joined = facts.AlertJoined(f"a{number}", "order-service", CODE, Urgency.PAGE, summary)
        scene.state(seconds, joined, one)
    scene.state(-6, facts.ChangeObserved(trigger), record)
    scene.state(0, facts.ImpactStarted("failed requests at storefront", "change-point on failed/s"), errors)
    scene.state(3.5, facts.SeverityAssessed(Severity.P2, "failed requests reach the threshold of P2"), errors)
    scene.state(4.0, facts.ResponderPaged("p1", "alice", 1, ("sms",), "order-service: incomplete chain"))
    scene.state(4.8, facts.PageDelivered("p1", "sms", "ok-1"))
    scene.state(170, facts.PageAcknowledged("alice"), actor=by)
    if diagnosed:
        diagnosis(scene, first, second, record)
    if mitigated:
        mitigation(scene, first)
    scene.state(1710, facts.ChangeObserved(hotfix(scene)), change_evidence(scene, hotfix(scene)))
    scene.state(1938.9, facts.IncidentResolved("nothing has been wrong for 5 min"), errors, actor=RULE)


def diagnosis(scene: Scene, first: str, second: str, record: str) -> None:
    other = Hypothesis("billing-api app/errors", "billing-api", "app/errors", 1.0, 0.1, "billing-api itself fails")
    excluded = facts.HypothesisRuledOut(other, "its own handshakes and charges are healthy")
    scene.state(12, excluded, metric(scene, "billing", 11))
    cause = Hypothesis(
        f"order-service {CODE}",
        "order-service",
        CODE,
        27.4,
        0.97,
        "order-service sends its leaf without the intermediate CN=Issuing CA 2, so its callers build no path.",
        (
            Reason("the probe sees the leaf alone at both endpoints", (first, second)),
            Reason("bundle.pem changed with the deploy", (record,)),
        ),
        (Reason("two of four replicas answered well until the rollout reached them", (first,)),),
        deploy(scene),
        ("127.0.0.1:8441", "127.0.0.1:8442"),
    )
    scene.state(13, facts.CauseIdentified(cause), first)


def mitigation(scene: Scene, look_id: str) -> None:
    scene.state(14, facts.MitigationProposed(PLAN), look_id)
    scene.state(180, facts.MitigationApproved("m1", "alice"), actor=DRILL)
    scene.state(181, facts.MitigationStarted("m1"))
    scene.state(1149, facts.MitigationApplied("m1", "r41 everywhere"))
    healthy = metric(scene, "after", 1200)
    scene.state(1161, facts.MitigationVerified("m1", "all looks healthy, failures at their baseline"), healthy)
    scene.state(1519, facts.RecoveryObserved("failed/s at storefront", "back inside the baseline"), healthy)


def metric(scene: Scene, name: str, seconds: float, unit: str = "1") -> str:
    window = Window(scene.at(0), scene.at(seconds))
    query = Query(f"http_server_requests_{name}_total", "increase", window)
    sampled = MetricSampled(query, (Sample(97.0, window.end, {"service": "storefront"}),), unit, 1260)
    return scene.see("series", query.promql(), seconds, sampled, window)


def figure(scene: Scene, name: str, value: float | None, unit: str, method: str = "increase over the window") -> Figure:
    evidence = (metric(scene, name, 1260, unit),)
    return Figure(name, None if value is None else Quantity(value, unit), method, evidence)


def impact(scene: Scene, **values: float | None) -> Impact:
    """The seed's figures, or others by name; None means that it was not observed."""
    usual: dict[str, float | None] = {
        "requests": 25210, "degraded": 18680, "failed": 5798, "users": 4385, "baseline_requests": 9012,
        "baseline_failed": 9, "p50_before": 0.041, "p50_during": 0.388, "p99_before": 0.191, "p99_during": 2.855,
        "calls": 12010, "calls_failed": 8120,
    }  # fmt: skip
    seed = {**usual, **values}
    units = {"users": "users", "p50_before": "s", "p50_during": "s", "p99_before": "s", "p99_during": "s"}

    def one(name: str) -> Figure:
        method = "increase over the window" if seed[name] is not None else "fewer than 200 samples"
        return figure(scene, name, seed[name], units.get(name, "requests"), method)

    return Impact(
        "storefront",
        Window(scene.at(0), scene.at(1519)),
        Window(scene.at(-2700), scene.at(0)),
        requests=one("requests"),
        degraded=one("degraded"),
        failed=one("failed"),
        users=one("users"),
        baseline_requests=one("baseline_requests"),
        baseline_failed=one("baseline_failed"),
        p50_before=one("p50_before"),
        p50_during=one("p50_during"),
        p99_before=one("p99_before"),
        p99_during=one("p99_during"),
        callers=(CallerImpact("billing-api", one("calls"), one("calls_failed")),),
        signals=signals(scene),
    )


def signals(scene: Scene) -> tuple[Signal, ...]:
    def signal(name: str, unit: str, normal: float, during: float) -> Signal:
        samples = tuple(
            Sample(normal + (during - normal) * _hurt(s) + (s * 7 % 13) / 13 * normal / 8, scene.at(s))
            for s in range(-600, 1940, 20)
        )
        return Signal(name, unit, samples, metric(scene, name, 1900))

    return (
        signal("requests/s", "requests/s", 16.6, 16.6),
        signal("degraded/s", "requests/s", 0.1, 12.3),
        signal("failed/s", "requests/s", 0.01, 3.8),
        signal("p95", "s", 0.19, 2.8),
    )


def _hurt(seconds: float) -> float:
    return 1.0 if 0 < seconds < 1149 else max(0.0, 1 - (seconds - 1149) / 300) if seconds >= 1149 else 0.0


@pytest.fixture
def scene() -> Scene:
    """An empty log."""
    return Scene()
