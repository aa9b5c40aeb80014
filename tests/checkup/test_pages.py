"""A channel is proven by a code that comes back, and by nothing less."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstcause.app import Archive
from firstcause.checkup.contact_log import COUNTS_FOR, counts, digest_of, fingerprint_of, fold, waiting
from firstcause.checkup.contacts import answered
from firstcause.checkup.outcome import State
from firstcause.checkup.pages import ContactError, answer, send
from firstcause.checkup.run import run
from firstcause.model.event import Actor, Event
from firstcause.model.facts import ContactAnswered, ContactTested, Fact

# apprise asks for a module of the standard library that later Pythons do not have.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
Team = Any  # the fixture's class lives in conftest.py, which a test cannot import
AT = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
URL = "json://pager.internal/alice"


def _code(post: str) -> str:
    found = re.search(r"--answered (\w+)", json.loads(post)["message"])
    assert found
    return found[1]


def test_the_code_that_arrived_makes_the_contact_known(team: Team) -> None:
    """Sent over the real channel, read there, given back: from then on the contact counts."""
    with Archive(team.config()) as archive:
        (line,) = send(archive, "alice")
        assert line.state is State.WORKS
        code = _code(team.web.posts[0])
        assert code not in f"{line}"
        assert answered(archive.config, archive.world.log, datetime.now(UTC)) == set()
        assert answer(archive, code.lower(), "alice") == "alice:json-1"
        assert answered(archive.config, archive.world.log, datetime.now(UTC)) == {"alice"}
    missing = run(team.config()).verdict.for_paging
    assert not any("test page" in sentence for sentence in missing)


def test_a_page_that_is_refused_is_told(team: Team) -> None:
    """The channel's own reason, without its secrets."""
    team.web.status = 500
    with Archive(team.config()) as archive:
        (line,) = send(archive, "alice")
    assert line.state is State.BROKEN
    assert "s3cr3tvalue" not in f"{line}"


def test_a_code_is_good_once_and_only_the_right_one(team: Team) -> None:
    """Guessing, and answering twice, are refused."""
    with Archive(team.config()) as archive:
        send(archive, "alice")
        code = _code(team.web.posts[0])
        with pytest.raises(ContactError):
            answer(archive, "WRONG234", "alice")
        answer(archive, code, "alice")
        with pytest.raises(ContactError):
            answer(archive, code, "alice")


def test_a_contact_that_is_not_there(team: Team) -> None:
    """The nearest name is offered."""
    with Archive(team.config()) as archive, pytest.raises(ContactError) as caught:
        send(archive, "alise")
    assert "alice" in caught.value.hint


def test_the_log_holds_neither_code_nor_channel(team: Team) -> None:
    """Who reads the log can answer for nobody, and page nobody."""
    with Archive(team.config()) as archive:
        send(archive, "alice")
        events = f"{archive.world.log.read('contact/alice')}"
    assert _code(team.web.posts[0]) not in events
    assert "s3cr3tvalue" not in events
    assert team.web.address not in events


def _events(*happened: tuple[timedelta, Fact]) -> list[Event]:
    actor = Actor("rule", "check")
    return [
        Event("contact/alice", place, AT + after, AT + after, actor, fact)
        for place, (after, fact) in enumerate(happened, 1)
    ]


SENT = ContactTested("alice:json-1", digest_of("CODE"), fingerprint_of(URL))
DAY = timedelta(days=1)


def test_an_answer_counts_for_a_while() -> None:
    """People change telephones, and URLs change."""
    reached = fold(_events((timedelta(), SENT), (DAY / 2, ContactAnswered("alice:json-1"))))["alice:json-1"]
    assert counts(reached, URL, AT + COUNTS_FOR)
    assert not counts(reached, URL, AT + COUNTS_FOR + DAY)
    assert not counts(reached, f"{URL}2", AT + DAY)


def test_a_new_test_page_does_not_undo_an_answer() -> None:
    """Sending again while the old proof is good leaves it good, until it is answered anew."""
    events = _events((timedelta(), SENT), (DAY / 2, ContactAnswered("alice:json-1")), (DAY, SENT))
    assert counts(fold(events)["alice:json-1"], URL, AT + DAY)
    assert waiting(events, "CODE", AT + DAY) == "alice:json-1"


def test_a_code_waits_for_a_day() -> None:
    """An old page that somebody finds says nothing about tonight."""
    events = _events((timedelta(), SENT))
    assert waiting(events, " code\n", AT + DAY) == "alice:json-1"
    assert waiting(events, "CODE", AT + DAY + timedelta(seconds=1)) == ""
