"""The log is only appended to, without gaps, all or nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from firstcause.eventlog.codec import UnknownFactError
from firstcause.model.effect import KeyedEffect, WriteRca
from firstcause.model.errors import ConcurrentAppendError, OpenKeyTakenError, StorageFullError
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import NoteAdded
from firstcause.store.database import Database
from firstcause.store.log import SqlEventLog
from firstcause.store.schema import events

STREAM = "incident/2025-11-07-1"


def test_what_was_appended_is_read_back(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """Events carry what was stated, a sequence from 1 on, and both times."""
    later = now + timedelta(seconds=5)
    added = log.append(STREAM, 0, [note, note], now=later)
    assert [event.sequence for event in added] == [1, 2]
    assert log.read(STREAM) == added
    assert log.read(STREAM, after=1) == added[1:]
    first = added[0]
    assert (first.occurred_at, first.recorded_at, first.actor, first.evidence) == (
        now,
        later,
        Actor("human", "alice"),
        ("e1", "e2"),
    )


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_append_is_refused_whole(log: SqlEventLog, note: Statement, now: datetime, expected: int) -> None:
    """Whoever decided on an older state, or on one that never was, must fold again."""
    log.append(STREAM, 0, [note, note], now=now)
    effect = KeyedEffect("k", STREAM, WriteRca(STREAM), now)
    with pytest.raises(ConcurrentAppendError, match="stands at 2") as caught:
        log.append(STREAM, expected, [note], now=now, effects=[effect], open_key="o")
    assert caught.value.retryable
    assert (len(log.read(STREAM)), log.pending(), log.open_streams()) == (2, 0, {})


def test_an_append_to_a_stream_that_never_began(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """A stream begins at 0."""
    with pytest.raises(ConcurrentAppendError, match="stands at 0"):
        log.append(STREAM, 1, [note], now=now)


def test_streams_are_found_by_their_beginning(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """By exact beginning: wildcards and the other case are nothing special."""
    for stream in ("incident/b", "incident/a", "Incident/c", "incident_x", "alert/a"):
        log.append(stream, 0, [note], now=now)
    assert log.streams("incident/") == ["incident/a", "incident/b"]
    assert log.streams("incident_") == ["incident_x"]
    assert log.streams("i%") == []
    assert len(log.streams("")) == 5


def test_an_open_key_is_held_by_one_stream(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """Two evaluators never open two incidents; when the first is closed, the key is free again."""
    log.append("incident/1", 0, [note], now=now, open_key="order-service tls")
    with pytest.raises(OpenKeyTakenError):
        log.append("incident/2", 0, [note], now=now, open_key="order-service tls")
    assert log.read("incident/2") == []
    assert log.open_streams() == {"order-service tls": "incident/1"}
    log.append("incident/1", 1, [note], now=now, closes=True)
    assert log.open_streams() == {}
    log.append("incident/2", 0, [note], now=now, open_key="order-service tls")
    assert log.open_streams() == {"order-service tls": "incident/2"}


def test_a_fact_of_a_later_version_names_its_place(
    log: SqlEventLog, database: Database, note: Statement, now: datetime
) -> None:
    """Reading stops at the event, rather than leaving it out."""
    log.append(STREAM, 0, [note, note], now=now)
    with database.writing() as connection:
        connection.execute(update(events).where(events.c.sequence == 2).values(kind="CoffeeSpilled"))
    with pytest.raises(UnknownFactError, match=f"^{STREAM} #2: .*CoffeeSpilled"):
        log.read(STREAM)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_full_database_stores_nothing_and_says_so(
    log: SqlEventLog, database: Database, note: Statement, now: datetime
) -> None:
    """SQLITE_FULL, provoked by a limit on the file's pages: the batch is refused whole; with space it goes through."""
    log.append(STREAM, 0, [note], now=now)
    with database.reading() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    many = [Statement(NoteAdded(json.dumps(["x" * 1000])), now, Actor("rule", "r"))] * 50
    effect = KeyedEffect("k", STREAM, WriteRca(STREAM), now)
    with pytest.raises(StorageFullError, match="full") as caught:
        log.append(STREAM, 1, many, now=now, effects=[effect])
    assert caught.value.retryable
    assert (len(log.read(STREAM)), log.pending()) == (1, 0)
    with database.reading() as connection:
        connection.execute(text("PRAGMA max_page_count = 100000"))
    assert len(log.append(STREAM, 1, many, now=now)) == 50
