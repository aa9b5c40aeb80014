"""Beside another pager: whom we would have called is told, and nobody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.model.facts import (
    Fact,
    MitigationFailed,
    PageAcknowledged,
    PageDelivered,
    PageEscalated,
    PageReopened,
    PageWithheld,
    RecoveryObserved,
    ResponderPaged,
)
from firstcause.page.escalation import due
from firstcause.page.policy import Contact, PagePolicy
from firstcause.testing.builders import CODE, INCIDENT, SERVICE, incident
from firstcause.testing.clock import moment
from firstcause.testing.expectations import pages, stated
from firstcause.testing.happenings import acknowledges, fault
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import QUICK, SHOP

SHADOW = PagePolicy((Contact("alice", ("mail", "sms")), Contact("bob", ("mail",))), timedelta(minutes=5), shadow=True)
FIRST = (0.0, PageWithheld("alice", 0, ("mail", "sms"), "text", "the first to be called"))
SECOND = (300.0, PageWithheld("bob", 1, ("mail",), "text", "nobody acknowledged within 300 s"))
FAILED = (15.0, MitigationFailed("p1", "calls to it still fail"))
AGAIN = [
    (20.0, PageReopened("the mitigation failed")),
    (20.0, PageWithheld("alice", 0, ("mail",), "text", "the mitigation failed")),
]
PAGED = (0.0, ResponderPaged(f"{INCIDENT}/0", "alice", 0, ("mail", "sms"), "text"))
QUIET = replace(QUICK, page=replace(QUICK.page, shadow=True))


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        ([], 0, [("alice", 0)]),
        ([FIRST], 299, []),
        ([FIRST], 300, [("bob", 1)]),
        ([FIRST, SECOND], 9999, []),  # there is nobody after bob
        ([FIRST, (9.0, PageAcknowledged("alice"))], 9999, []),  # her own pager woke her
        ([FIRST, (9.0, RecoveryObserved("s", "m"))], 9999, []),
        ([FIRST, (9.0, PageAcknowledged("alice")), FAILED], 20, [("alice", 0)]),  # what she knew is old
        ([FIRST, SECOND, (310.0, PageAcknowledged("alice")), FAILED], 400, [("alice", 0), ("bob", 1)]),
        ([FIRST, FAILED, *AGAIN], 299, []),
        ([FIRST, FAILED, *AGAIN], 320, [("bob", 1)]),
        ([PAGED], 300, [("bob", 1)]),  # shadow mode began while alice's page was out
    ],
)
def test_whom_we_would_have_called(
    facts: list[tuple[float, Fact]], now: float, expected: list[tuple[str, int]]
) -> None:
    """The first at once, the next by time alone, and every one of them as PageWithheld."""
    stated = [s.fact for s in due(incident(*facts), SHOP, SHADOW, moment(now))]
    assert [(f.contact, f.step) for f in stated if isinstance(f, PageWithheld)] == expected
    assert not [f for f in stated if isinstance(f, ResponderPaged | PageEscalated)]


def test_what_was_withheld_says_what_would_have_been_sent() -> None:
    """Channels, the text of the page, and why it was this contact's turn."""
    (statement,) = due(incident(FIRST), SHOP, SHADOW, moment(300))
    fact = statement.fact
    assert isinstance(fact, PageWithheld)
    assert (fact.channels, fact.reason) == (("mail",), "nobody acknowledged within 300 s")
    assert fact.text.startswith(f"[unrated] {CODE} on {SERVICE}\n")


def test_the_end_of_shadow_mode_calls_whoever_was_not() -> None:
    """An incident that is still open when the mode ends begins with the first contact: nobody knows of it yet."""
    loud = replace(SHADOW, shadow=False)
    stated = [s.fact for s in due(incident(FIRST, SECOND), SHOP, loud, moment(400))]
    assert [(f.contact, f.step) for f in stated if isinstance(f, ResponderPaged)] == [("alice", 0)]


def test_in_shadow_mode_an_incident_lives_on_and_wakes_nobody() -> None:
    """Both steps are told in their time, no channel is used, and an acknowledgement counts as ever."""
    timeline = Timeline(policies=QUIET)
    timeline.at(10, fault(CODE, on=SERVICE))
    timeline.within(5, stated(PageWithheld))
    timeline.never(60, pages(1), stated(PageDelivered))
    assert [p.contact for p in timeline.incident.withheld] == ["alice", "bob"]
    assert all(notifier.delivered == [] for notifier in timeline.fakes.notifiers.values())
    timeline.then(acknowledges)
    assert timeline.incident.acknowledged_by == "alice"
    assert timeline.incident.milestones.paged is None
