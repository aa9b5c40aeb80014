"""What may happen in a timeline: to the shop, to the world around us, and by people."""

from __future__ import annotations

from firstcause.model.facts import IncidentResolved, MitigationApproved, PageAcknowledged
from firstcause.testing.builders import ALICE
from firstcause.testing.timeline import Happening, Timeline


def deploy(service: str, release: str = "r42", *, breaks: str = "", revertible_to: str | None = "r41") -> Happening:
    """A release is rolled out; with `breaks`, handshakes with it fail with this code."""
    return lambda timeline: timeline.shop.deploy(service, release, breaks, revertible_to=revertible_to)


def spoils(service: str, release: str, code: str) -> Happening:
    """An older release would fail by now as well, with this code: what it relied on has changed."""
    return lambda timeline: timeline.shop.spoils(service, release, code)


def fault(code: str, *, on: str, replicas: int | None = None, hurts: bool = True) -> Happening:
    """A service begins to fail although nobody changed it."""
    return lambda timeline: timeline.shop.breaks(on, code, replicas=replicas, hurts=hurts)


def heals(service: str) -> Happening:
    """A service is well again."""
    return lambda timeline: timeline.shop.heals(service)


def metrics_are_silent(reason: str = "prometheus: connection refused") -> Happening:
    """The telemetry cannot be asked any more."""

    def happen(timeline: Timeline) -> None:
        timeline.fakes.metrics.silence = reason

    return happen


def probe_is_unable(reason: str = "no route to any host") -> Happening:
    """Our own side can take no look any more."""

    def happen(timeline: Timeline) -> None:
        timeline.fakes.probe.unable = reason

    return happen


def acknowledges(timeline: Timeline) -> None:
    """Alice takes the incident."""
    timeline.desk.state(timeline.incidents[-1].id, PageAcknowledged("alice"), ALICE)


def resolves(timeline: Timeline) -> None:
    """Alice closes the incident."""
    timeline.desk.state(timeline.incidents[-1].id, IncidentResolved("a known problem, we live with it"), ALICE)


def approves(timeline: Timeline) -> None:
    """Alice allows the plan."""
    incident = timeline.incidents[-1]
    plan = incident.in_hand.plan if incident.in_hand else None
    timeline.desk.state(incident.id, MitigationApproved(plan.id if plan else "", "alice"), ALICE)


def stops_mitigation(timeline: Timeline) -> None:
    """Alice halts all automatic action."""
    timeline.desk.halt("we are in a change freeze", ALICE)


def resumes_mitigation(timeline: Timeline) -> None:
    """Alice lifts the halt."""
    timeline.desk.resume("the freeze is over", ALICE)


def restarts(timeline: Timeline) -> None:
    """The process is killed and started again."""
    timeline.restart()
