"""Who is called, when, and when nobody is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstcause.eventlog.evolve import fold
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationFailed,
    PageAcknowledged,
    PageDelivered,
    PageEscalated,
    PageFailed,
    PageReopened,
    RecoveryObserved,
    ResponderPaged,
    SeverityAssessed,
)
from firstcause.model.incident import Incident, Severity, Urgency
from firstcause.page.escalation import due
from firstcause.page.message import compose
from firstcause.page.policy import Contact, PagePolicy
from firstcause.testing.builders import INCIDENT, SERVICE, events, incident, joined, opened, service
from firstcause.testing.clock import moment
from firstcause.testing.world import SHOP

POLICY = PagePolicy(
    (Contact("alice", ("mail", "sms")), Contact("bob", ("mail",))), timedelta(minutes=5), "http://x/{incident}"
)
FIRST = (0.0, ResponderPaged(f"{INCIDENT}/0", "alice", 0, ("mail", "sms"), "text"))
FAILURE = (15.0, MitigationFailed("p1", "calls to it still fail"))
AGAIN: list[tuple[float, Fact]] = [
    (20.0, PageReopened("the mitigation failed")),
    (20.0, ResponderPaged(f"{INCIDENT}/1", "alice", 0, ("mail", "sms"), "text")),
]
SECOND = (300.0, ResponderPaged(f"{INCIDENT}/1", "bob", 1, ("mail",), "text"))


def pages(found: Incident, now: float, policy: PagePolicy = POLICY) -> list[tuple[str, int]]:
    facts = [s.fact for s in due(found, SHOP, policy, moment(now))]
    return [(f.contact, f.step) for f in facts if isinstance(f, ResponderPaged)]


def failed(page: str, channel: str) -> tuple[float, Fact]:
    return 1.0, PageFailed(page, channel, "503")


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        ([], 0, [("alice", 0)]),
        ([FIRST], 299, []),
        ([FIRST], 300, [("bob", 1)]),
        ([FIRST], 36000, [("bob", 1)]),  # the downtime's steps are not all made at once
        ([FIRST, (2.0, PageDelivered(f"{INCIDENT}/0", "mail", "ok"))], 300, [("bob", 1)]),  # delivered is not answered
        ([FIRST, failed(f"{INCIDENT}/0", "mail")], 2, []),  # the other channel may still reach her
        ([FIRST, failed(f"{INCIDENT}/0", "mail"), failed(f"{INCIDENT}/0", "sms")], 2, [("bob", 1)]),
        ([FIRST, (9.0, PageAcknowledged("alice"))], 9999, []),
        ([FIRST, SECOND], 9999, []),  # there is nobody after bob
        ([(5.0, RecoveryObserved("s", "m"))], 9999, []),
        ([FIRST, (5.0, RecoveryObserved("s", "m"))], 9999, []),
        ([FIRST, (5.0, RecoveryObserved("s", "m")), (6.0, joined())], 300, [("bob", 1)]),  # a relapse
        ([(5.0, IncidentResolved("by hand"))], 9999, []),
        ([FIRST, (9.0, PageAcknowledged("alice")), FAILURE], 20, [("alice", 0)]),
        ([FIRST, FAILURE], 20, [("alice", 0)]),  # not answered yet: she learns of it at once
        ([FIRST, SECOND, (310.0, PageAcknowledged("bob")), FAILURE], 320, [("alice", 0), ("bob", 1)]),
        ([FAILURE], 20, [("alice", 0)]),
        ([FIRST, (9.0, RecoveryObserved("s", "m")), FAILURE], 20, []),
        ([FIRST, (9.0, PageAcknowledged("alice")), FAILURE, *AGAIN], 320, [("bob", 1)]),
        ([FIRST, (9.0, PageAcknowledged("alice")), FAILURE, *AGAIN, (21.0, PageAcknowledged("alice"))], 9999, []),
    ],
)
def test_who_is_due(facts: list[tuple[float, Fact]], now: float, expected: list[tuple[str, int]]) -> None:
    """The first at once, the next when the one before did not answer or could not be reached."""
    assert pages(incident(*facts), now) == expected


def test_after_a_downtime_the_step_is_made_exactly_once() -> None:
    """What was stated once is not due again."""
    found = incident(FIRST)
    statements = due(found, SHOP, POLICY, moment(9999))
    assert [type(s.fact) for s in statements] == [PageEscalated, ResponderPaged]
    after = incident(FIRST, *((9999.0, s.fact) for s in statements))
    assert pages(after, 9999 + 299) == []


def test_the_reason_of_an_escalation_is_said() -> None:
    """Not answered, or not reached."""
    facts = [failed(f"{INCIDENT}/0", c) for c in ("mail", "sms")]
    reasons = [due(found, SHOP, POLICY, moment(400))[0].fact for found in (incident(FIRST), incident(FIRST, *facts))]
    assert [r.reason for r in reasons if isinstance(r, PageEscalated)] == [
        "alice did not answer within 300 s",
        "no channel reached alice",
    ]


def test_a_call_that_is_made_again_says_why_and_has_a_name_of_its_own() -> None:
    """The first line tells that it is another one, the second what is new; then the acknowledgement counts anew."""
    found = incident(FIRST, (9.0, PageAcknowledged("alice")), FAILURE)
    reopened, page = (s.fact for s in due(found, SHOP, POLICY, moment(20)))
    assert reopened == PageReopened("the mitigation failed: calls to it still fail")
    assert isinstance(page, ResponderPaged)
    assert page.page == f"{INCIDENT}/1"
    assert page.text.splitlines()[:2] == [
        f"[unrated] again: tls/incomplete-chain on {SERVICE}",
        "the mitigation failed: calls to it still fail",
    ]


def test_a_ticket_calls_nobody_and_so_does_an_empty_policy() -> None:
    """Nothing to wake for, and nobody to wake."""
    ticket = fold(events((0, opened(urgency=Urgency.TICKET)), (0, joined(urgency=Urgency.TICKET))))
    assert pages(ticket, 0) == []
    assert pages(incident(), 0, PagePolicy()) == []


def test_a_contact_who_left_the_policy_is_given_the_usual_time() -> None:
    """The configuration changed while the page was out."""
    page = (0.0, ResponderPaged(f"{INCIDENT}/0", "carol", 0, ("mail",), "text"))
    assert pages(incident(page, failed(f"{INCIDENT}/0", "mail")), 299) == []
    assert pages(incident(page), 300) == [("bob", 1)]


def test_a_page_says_what_where_and_what_next() -> None:
    """Severity, fault and service in the first line; then the runbook, the command, the link."""
    rated = incident((1, SeverityAssessed(Severity.P1, "why")))
    assert compose(rated, service(), POLICY.link).splitlines() == [
        f"[P1] tls/incomplete-chain on {SERVICE}",
        f"runbook: runbook-{SERVICE}",
        f"acknowledge: firstcause incident ack {INCIDENT}",
        f"http://x/{INCIDENT}",
    ]


def test_a_page_leaves_out_what_there_is_not() -> None:
    """No runbook, no link, no severity yet."""
    bare = SHOP.service("stranger")
    assert compose(incident(), bare, "").splitlines() == [
        f"[unrated] tls/incomplete-chain on {SERVICE}",
        f"acknowledge: firstcause incident ack {INCIDENT}",
    ]
