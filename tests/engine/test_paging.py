"""Paging goes on whatever else happens, stops when somebody answers, and never wakes anybody for what is settled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event as Flag

import pytest

from firstcause.model import facts
from firstcause.model.incident import Status
from firstcause.testing.builders import CODE, SERVICE
from firstcause.testing.expectations import incidents, paged, pages, recovered, resolved, stated
from firstcause.testing.happenings import acknowledges, deploy, fault, heals, metrics_are_silent, resolves, restarts
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import QUICK, SHOP, Fakes


def test_nobody_answers_and_the_next_one_is_called_once() -> None:
    """After the time that the policy gives to alice, bob is paged; there is nobody after bob."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(5, paged("alice"))
    timeline.never(25, paged("bob"))
    timeline.within(35, paged("bob"))
    timeline.never(120, pages(3))


def test_an_acknowledgement_stops_the_escalation() -> None:
    """Alice has it: bob sleeps on."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(5, paged("alice"))
    timeline.at(20, acknowledges)
    timeline.never(120, pages(2))
    assert timeline.incident.acknowledged_by == "alice"


def test_a_channel_that_fails_three_times_hands_over_to_the_next_contact() -> None:
    """The failure is recorded, and bob is called without waiting for alice's time to pass."""
    timeline = Timeline()
    timeline.fakes.notifiers["mail:alice"].refusals = 3
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(12, stated(facts.PageFailed), paged("bob"))
    assert timeline.fakes.notifiers["mail:alice"].delivered == []
    assert not any(p.delivered for p in timeline.incident.pages if p.contact == "alice")


def test_a_channel_that_fails_twice_delivers_with_the_same_key() -> None:
    """A hiccup is no failure: the third try goes through, and the escalation waits."""
    timeline = Timeline()
    timeline.fakes.notifiers["mail:alice"].refusals = 2
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(10, paged("alice"))
    assert timeline.stated(facts.PageFailed) == []


def test_an_escalation_that_came_due_while_we_were_down_is_made_once() -> None:
    """An hour later only one page goes out at start, not one for every missed step."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(5, paged("alice"))
    timeline.fakes.clock.advance(3600)
    timeline.at(3700, restarts)
    timeline.within(2, paged("bob"))
    timeline.never(60, pages(3))


def test_a_deployer_that_hangs_does_not_stop_the_paging() -> None:
    """The question to the deployer waits in a thread of its own; alice and bob are paged all the same."""
    fakes, release = Fakes(), Flag()
    with ThreadPoolExecutor(1) as inquiries:
        timeline = Timeline(fakes, inquiries=inquiries)
        fakes.deployer.hang = release
        try:
            timeline.at(10, deploy(SERVICE, breaks=CODE))
            timeline.within(45, paged("alice"), paged("bob"))
        finally:
            release.set()
    assert timeline.stated(facts.MitigationStarted) == []


def test_what_a_person_resolved_does_not_page_again_at_once() -> None:
    """The alert still fires when alice closes the incident: she knows, and is left in peace, also after a restart."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(20, paged("alice"))
    timeline.at(35, resolves)
    timeline.never(30, incidents(2))
    timeline.at(70, restarts)
    timeline.never(60, incidents(2))
    assert timeline.incident.status is Status.RESOLVED


def test_a_resolved_alert_that_fires_anew_pages_again() -> None:
    """Once it was well and broke again, it is news."""
    timeline = Timeline()
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(20, paged("alice"))
    timeline.at(35, resolves)
    timeline.at(40, heals(SERVICE))
    timeline.never(30, incidents(2))
    timeline.at(75, fault(CODE, on=SERVICE))
    timeline.within(10, incidents(2), pages(2))


def test_a_relapse_is_the_same_incident_and_its_recovery_is_seen_anew() -> None:
    """Nobody is told that all is well while it is broken: the incident is open until the second recovery lasts."""
    patient = replace(QUICK, detect=replace(QUICK.detect, resolve_after=timedelta(seconds=25)))
    timeline = Timeline(policies=patient)
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.at(30, heals(SERVICE))
    timeline.within(30, recovered())
    timeline.then(fault(CODE, on=SERVICE))
    timeline.never(30, resolved(), incidents(2))
    assert timeline.incident.milestones.recovered is None
    timeline.then(heals(SERVICE))
    timeline.within(40, recovered(), resolved())
    assert len(timeline.stated(facts.RecoveryObserved)) == 2
    assert len(timeline.incidents) == 1


def test_customers_who_wait_again_after_the_recovery_move_it_although_no_alert_fires() -> None:
    """A repair that is rolled out hurts once more: nobody reads "the signals have been back" while they were not."""
    patient = replace(QUICK, detect=replace(QUICK.detect, resolve_after=timedelta(seconds=10)))
    timeline = Timeline(policies=patient)
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.at(30, heals(SERVICE))
    timeline.within(30, recovered())
    alerts = len(timeline.stated(facts.AlertJoined))
    timeline.then(_customers_wait_for_two_seconds)
    timeline.never(8, resolved())
    timeline.within(30, resolved())
    first, second = timeline.stated(facts.RecoveryObserved)
    assert timedelta(seconds=2) <= second.occurred_at - first.occurred_at <= timedelta(seconds=12)
    assert len(timeline.stated(facts.AlertJoined)) == alerts
    assert timeline.incident.milestones.resolved is not None
    assert timeline.incident.milestones.resolved.at - second.occurred_at >= timedelta(seconds=10)


def _customers_wait_for_two_seconds(timeline: Timeline) -> None:
    metrics, now = timeline.fakes.metrics, timeline.fakes.clock.now()
    (entry,) = SHOP.entries()
    metrics.end(metrics.requests(entry.name, 10.0, now, "slow"), now + timedelta(seconds=2))


@pytest.mark.parametrize(
    ("runbook", "named"),
    [
        (f"# Runbook\n\n## {CODE}\n\nLook at the bundle.\n", f"runbook: runbook-{SERVICE}#{CODE}\n"),
        ("# Runbook\n\nCall Kim.\n", f"runbook: runbook-{SERVICE}\n"),
        ("", f"runbook: runbook-{SERVICE}\n"),
    ],
)
def test_the_page_leads_to_the_section_on_its_fault(runbook: str, named: str) -> None:
    """Where the vault has one; else to the runbook."""
    timeline = Timeline()
    if runbook:
        timeline.fakes.vault.write({f"Runbooks/runbook-{SERVICE}.md": runbook})
    timeline.at(0, metrics_are_silent())  # so that it is the probe that pages
    timeline.at(1, fault(CODE, on=SERVICE))
    timeline.within(10, paged("alice"))
    (page, *_) = timeline.stated(facts.ResponderPaged)
    assert isinstance(page.fact, facts.ResponderPaged)
    assert named in page.fact.text
