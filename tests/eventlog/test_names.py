"""Short names of evidence."""

from __future__ import annotations

from datetime import UTC, datetime

from firstcause.eventlog.names import evidence_names
from firstcause.model.event import Actor, Event
from firstcause.model.facts import CauseIdentified, Fact, NoteAdded
from firstcause.model.incident import Hypothesis, Reason

AT = datetime(2025, 11, 7, 4, 58, 41, tzinfo=UTC)


def event(sequence: int, fact: Fact, *evidence: str) -> Event:
    return Event("incident/1", sequence, AT, AT, Actor("rule", "test"), fact, evidence)


def test_names_follow_the_order_of_citation() -> None:
    """What stands on an event comes first, then what its hypothesis names, then the figures; each once."""
    cause = Hypothesis("h", "s", "c", 1, 1, "", (Reason("for", ("c", "a")),), (Reason("against", ("d",)),))
    events = (event(1, NoteAdded("x"), "a", "b"), event(2, CauseIdentified(cause), "b"))
    names = evidence_names(events, ("e", "a"))
    assert names == {"a": "E1", "b": "E2", "c": "E3", "d": "E4", "e": "E5"}


def test_a_given_name_never_changes() -> None:
    """A longer log names what the shorter one cited as before."""
    short = (event(1, NoteAdded("x"), "a"),)
    longer = (*short, event(2, NoteAdded("y"), "b"))
    assert evidence_names(short).items() <= evidence_names(longer).items()
