"""Incidents that belong together are found, each with the reason, the closest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from firstcause.model.account import Account, Milestones
from firstcause.review.related import related

AT = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
ONE = Account(
    path="RCAs/one.md",
    title="one",
    day=AT.date(),
    fault="SSL/TLS Handshake Failure",
    failing="order-service",
    services=("order-service", "notification-service"),
    minutes=32.0,
    milestones=Milestones(detected=AT, resolved=AT + timedelta(minutes=32)),
    changes=("4f2a9c1",),
)


def other(name: str, days: int = 30, **changes: object) -> Account:
    at = AT - timedelta(days=days)
    base = Account(
        path=f"RCAs/{name}.md",
        title=name,
        day=at.date(),
        fault="Disk Space Exhaustion",
        failing="mail-relay",
        services=("mail-relay",),
        milestones=Milestones(detected=at, resolved=at + timedelta(minutes=20)),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_each_has_its_reason_and_the_closest_is_first() -> None:
    found = related(
        ONE,
        [
            ONE,
            other("stranger"),
            other("same-fault", fault="ssl-tls handshake failure"),
            other("same-fault-and-service", fault="SSL/TLS handshake failure", failing="order-service"),
            other("same-hours", days=0, services=("notification-service", "mail-relay")),
            other("same-change", changes=("4f2a9c1", "other")),
        ],
    )
    assert [(one.title, one.why[0].partition(":")[0]) for one in found] == [
        ("same-change", "same change"),
        ("same-fault-and-service", "same fault and service"),
        ("same-hours", "at the same time on notification-service"),
        ("same-fault", "same fault"),
    ]


def test_the_same_hours_on_another_service_are_no_relation() -> None:
    assert related(ONE, [other("elsewhere", days=0)]) == []


def test_an_incident_that_ended_before_the_other_began_does_not_overlap() -> None:
    early = other("early", days=0, services=("order-service",))
    before = AT - timedelta(hours=1)
    ended = replace(early, milestones=Milestones(detected=before, resolved=AT - timedelta(minutes=1)))
    assert related(ONE, [ended]) == []


def test_of_equals_the_nearer_one_is_first() -> None:
    far, near = (other(name, days, fault=ONE.fault) for name, days in (("far", 300), ("near", 3)))
    assert [one.title for one in related(ONE, [far, near])] == ["near", "far"]


def test_documents_without_a_fault_are_not_alike_for_that() -> None:
    assert related(replace(ONE, fault="", changes=()), [other("nameless", fault="")]) == []
