"""The life of an incident as a timeline: from the broken release to the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from firstcause.model import facts
from firstcause.model.incident import Severity, Status
from firstcause.model.mitigation import MitigationState
from firstcause.model.service import MitigationMode
from firstcause.store.database import open_database
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.evidence_table import EvidenceTable
from firstcause.store.log import SqlEventLog
from firstcause.store.vault import FileVault
from firstcause.testing.builders import CODE, SERVICE
from firstcause.testing.clock import moment
from firstcause.testing.expectations import (
    began,
    cause,
    incidents,
    inconclusive,
    mitigation,
    paged,
    pages,
    rated,
    rca,
    recovered,
    resolved,
    stated,
)
from firstcause.testing.happenings import (
    acknowledges,
    approves,
    deploy,
    fault,
    heals,
    metrics_are_silent,
    probe_is_unable,
    stops_mitigation,
)
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import Fakes, with_mode


@pytest.fixture(params=["sqlite", "postgresql"])
def on_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fakes]:
    """Fakes whose log, evidence and vault are the real ones: in files, or on a server."""
    file, shared = f"sqlite:///{tmp_path}/firstcause.db", request.param == "postgresql"
    database = open_database(request.getfixturevalue("postgres").url() if shared else file)
    evidence = EvidenceTable(database) if shared else EvidenceFiles(tmp_path / "evidence")
    yield Fakes(log=SqlEventLog(database), evidence=evidence, vault=FileVault(tmp_path / "vault"))
    database.close()


def test_from_the_broken_release_to_the_document() -> None:
    """One page, the cause with its change, a rollback that is verified, recovery, resolution, an RCA."""
    timeline = Timeline()
    at, within = timeline.at, timeline.within
    at(10, deploy(SERVICE, breaks=CODE))
    within(5, paged("alice"), cause(CODE, on=SERVICE), mitigation(MitigationState.APPLIED))
    at(16, acknowledges)
    within(10, rated(Severity.P2), began(), mitigation(MitigationState.VERIFIED))
    within(30, recovered(), resolved(), rca())
    timeline.never(60, pages(2), incidents(2))
    incident = timeline.incident
    assert incident.cause is not None
    assert incident.cause.change is not None
    assert (incident.cause.change.after, incident.cause.change.revertible_to) == ("r42", "r41")
    assert [plan.to_release for plan in timeline.fakes.deployer.rollbacks] == ["r41"]
    assert [len(n.delivered) for n in timeline.fakes.notifiers.values()] == [1, 0]


def test_the_milestones_are_in_order_and_where_they_were() -> None:
    """The onset is the moment of the fault, to half a step; every later milestone follows."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(60, resolved())
    m = timeline.incident.milestones
    reached = [m.began, m.detected, m.diagnosed, m.mitigated, m.recovered, m.resolved]
    times = [one.at for one in reached if one is not None]
    assert len(times) == len(reached)
    assert times == sorted(times)
    assert abs((times[0] - moment(10)).total_seconds()) <= 1


def test_harm_that_has_an_incident_of_its_own_is_not_told_twice() -> None:
    """Another service breaks as soon as the first incident is closed: the second begins where the first had ended."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(60, resolved())
    first = timeline.incident
    timeline.then(fault(CODE, on="billing-api"))
    timeline.within(20, incidents(2), pages(2))
    timeline.run_until(timeline.now + timedelta(seconds=10))
    second = timeline.incidents[-1].milestones
    assert first.milestones.recovered is not None
    assert second.began is not None
    assert second.detected is not None
    assert first.milestones.recovered.at < second.began.at <= second.detected.at


def test_the_same_story_on_disk(on_disk: Fakes) -> None:
    """With SQLite, evidence files and a vault of files the story is the same; all that is cited can be read."""
    timeline = Timeline(on_disk)
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(60, paged("alice"), mitigation(MitigationState.VERIFIED), resolved(), rca())
    for content_id in timeline.desk.names(timeline.incident.id):
        assert on_disk.evidence.get(content_id).id == content_id


def test_calls_that_still_die_of_the_old_release_do_not_fail_the_rollback() -> None:
    """On a busy machine a few handshakes fail in the seconds after the rollback: what counts is that they stop."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(5, mitigation(MitigationState.APPLIED))
    telemetry = timeline.fakes.metrics
    stragglers = telemetry.failed_handshakes("storefront", SERVICE, 2.0, timeline.now)
    telemetry.end(stragglers, timeline.now + timedelta(seconds=8))
    timeline.within(20, mitigation(MitigationState.VERIFIED))


def test_a_person_approves_the_plan() -> None:
    """Where the mode is approve nothing is done until a person says so; then the approved plan is applied."""
    timeline = Timeline(catalogue=with_mode(MitigationMode.APPROVE))
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(10, mitigation(MitigationState.PROPOSED))
    timeline.never(20, mitigation(MitigationState.STARTED), mitigation(MitigationState.APPLIED))
    timeline.at(40, approves)
    timeline.within(10, mitigation(MitigationState.VERIFIED))
    (plan,) = timeline.fakes.deployer.rollbacks
    approvals = [e.fact.by for e in timeline.events() if isinstance(e.fact, facts.MitigationApproved)]
    assert (plan.from_release, plan.to_release, approvals) == ("r42", "r41", ["alice"])


def test_a_proposed_plan_stays_a_proposal() -> None:
    """The default mode proposes; nothing in production is touched."""
    timeline = Timeline(catalogue=with_mode(MitigationMode.PROPOSE))
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(10, mitigation(MitigationState.PROPOSED))
    timeline.never(60, stated(facts.MitigationStarted))
    assert timeline.fakes.deployer.rollbacks == []


def test_nothing_is_rolled_back_once_all_is_halted() -> None:
    """`firstcause mitigation stop` is obeyed at once, and the refusal is recorded."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(2, paged("alice"))
    timeline.at(12, stops_mitigation)
    timeline.within(10, mitigation(MitigationState.REFUSED, "not-halted"))
    assert timeline.fakes.deployer.rollbacks == []


def test_a_release_without_a_way_back_is_refused_and_recovers_by_hand() -> None:
    """Unknown revertibility means no; the incident goes on without us, until somebody repairs the service."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE, revertible_to=None))
    timeline.within(10, mitigation(MitigationState.REFUSED, "unknown means no"))
    timeline.at(40, deploy(SERVICE, "r43"))
    timeline.within(40, recovered(), resolved(), rca())


def test_a_fault_without_a_change_has_a_cause_without_a_change() -> None:
    """An expiry needs no deploy: the cause stands on probe and traffic, and nothing is rolled back."""
    timeline = Timeline()
    at, within = timeline.at, timeline.within
    at(10, fault("tls/certificate-expired", on="billing-api"))
    within(10, paged("alice"), cause("tls/certificate-expired", on="billing-api"))
    within(10, mitigation(MitigationState.REFUSED, "nothing to roll back"))
    at(40, heals("billing-api"))
    within(40, resolved(), rca())


def test_one_bad_replica_that_hurts_nobody_wakes_nobody() -> None:
    """It is a ticket: an alert that is kept, and neither page nor incident."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE, replicas=1, hurts=False))
    timeline.never(60, incidents(1))
    fired = [e.fact for e in timeline.events() if isinstance(e.fact, facts.AlertFired)]
    assert [(f.identity, f.urgency.value) for f in fired] == [("probe/order-service", "ticket")]


def test_a_ticket_that_begins_to_hurt_becomes_a_page() -> None:
    """The alert rises, opens the incident, and pages."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE, replicas=1, hurts=False))
    timeline.never(10, incidents(1))
    timeline.at(25, fault(CODE, on=SERVICE))
    timeline.within(5, paged("alice"), incidents(1))


def test_two_services_that_complain_are_one_incident() -> None:
    """The entry's traffic and the probe of the service below it tell of one failure."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on="billing-api"))
    timeline.within(20, cause(CODE, on="billing-api"))
    assert {a.service for a in timeline.incident.alerts} == {"storefront", "billing-api"}


def test_without_metrics_the_probe_alone_carries_the_story() -> None:
    """Nobody can tell whether traffic is hurt: it pages, finds the cause by the change, and invents no figure. A
    person has to approve the rollback, since only one kind of witness saw the fault."""
    timeline = Timeline()
    timeline.at(5, metrics_are_silent())
    timeline.at(20, deploy(SERVICE, breaks=CODE))
    timeline.within(10, paged("alice"), cause(CODE, on=SERVICE))
    timeline.within(10, mitigation(MitigationState.REFUSED, "probe-and-traffic"))
    timeline.then(approves)
    timeline.within(60, mitigation(MitigationState.VERIFIED, "every endpoint handshakes well"), resolved(), rca())
    (severity,) = (e.fact for e in timeline.stated(facts.SeverityAssessed))
    (recovery,) = (e.fact for e in timeline.stated(facts.RecoveryObserved))
    assert isinstance(severity, facts.SeverityAssessed)
    assert isinstance(recovery, facts.RecoveryObserved)
    assert severity.because == "how many requests failed was not observed"
    assert "could not be observed" in recovery.method
    assert timeline.incident.milestones.began is None


def test_without_a_probe_the_traffic_pages_and_nothing_is_guessed() -> None:
    """Failing calls alone do not name a fault: inconclusive, and what would decide it is said."""
    timeline = Timeline()
    timeline.at(5, probe_is_unable())
    timeline.at(20, fault(CODE, on=SERVICE))
    timeline.within(20, paged("alice"), inconclusive())
    timeline.at(60, heals(SERVICE))
    timeline.within(60, recovered(), resolved(), rca())
    assert timeline.incident.status is Status.RESOLVED
    assert timeline.incident.cause is None


def test_a_healthy_shop_is_left_in_peace() -> None:
    """Nothing at all is stated while nothing is wrong."""
    timeline = Timeline()
    timeline.run_until(moment(120))
    assert timeline.transcript() == "nothing at all"
