"""The event log and the effect queue in one database, because a fact and its effects are one transaction.

It knows streams, sequences and keys; it refuses to know what a fact means. Nothing here updates or deletes an event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from firstcause.eventlog.codec import SCHEMA, fact_from_json, fact_to_json
from firstcause.eventlog.identity import canonical_json
from firstcause.eventlog.wire import format_time, parse_time
from firstcause.model.effect import KeyedEffect, LeasedEffect
from firstcause.model.errors import ConcurrentAppendError, OpenKeyTakenError
from firstcause.model.event import Actor, Event, Statement
from firstcause.store import effects
from firstcause.store.database import Database
from firstcause.store.schema import events, open_keys, streams


class SqlEventLog:
    """`ports.EventLog` and `ports.EffectQueue` on one database. Threads share it; so do processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        stream: str,
        expected: int,
        statements: Sequence[Statement],
        *,
        now: datetime,
        effects: Sequence[KeyedEffect] = (),
        completes: str = "",
        open_key: str = "",
        closes: bool = False,
    ) -> list[Event]:
        """All or nothing; see the port. Also raises UnknownEffectError when `completes` names none."""
        added = [_event(stream, expected + n, statement, now) for n, statement in enumerate(statements, 1)]
        with self._database.writing() as connection:
            _advance(connection, stream, expected, len(added))
            if added:
                connection.execute(insert(events), [_row(event) for event in added])
            _claim(connection, stream, open_key, closes=closes)
            _hand_over(connection, effects, completes)
        return added

    def read(self, stream: str, after: int = 0) -> list[Event]:
        """The stream's events after that sequence. Raises UnknownFactError for what a later version wrote."""
        wanted = select(events).where(events.c.stream == stream, events.c.sequence > after).order_by(events.c.sequence)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [_decoded(row) for row in rows]

    def streams(self, prefix: str) -> list[str]:
        """Names of all streams that begin with `prefix`, sorted by code point."""
        # Not LIKE, which SQLite takes to mean either case.
        begins = func.substr(streams.c.stream, 1, len(prefix)) == prefix
        with self._database.reading() as connection:
            return sorted(connection.scalars(select(streams.c.stream).where(begins)))

    def open_streams(self) -> Mapping[str, str]:
        """open_key -> stream."""
        with self._database.reading() as connection:
            return {row.open_key: row.stream for row in connection.execute(select(open_keys))}

    def lease(self, owner: str, now: datetime, lease_for: timedelta, limit: int = 8) -> list[LeasedEffect]:
        """Take due effects, the longest due first, and those whose lease has run out."""
        with self._database.writing() as connection:
            return effects.lease(connection, owner, now, lease_for, limit)

    def renew(self, key: str, owner: str, until: datetime) -> bool:
        """Keep a lease while working; False when it was lost."""
        with self._database.writing() as connection:
            return effects.renew(connection, key, owner, until)

    def begin(self, key: str, owner: str) -> bool:
        """Whether it is this owner's to begin, once for good."""
        with self._database.writing() as connection:
            return effects.begin(connection, key, owner)

    def retry(self, key: str, owner: str, at: datetime, reason: str) -> None:
        """Give the effect back, to be tried again at `at`; a lost lease is left to whoever has it now."""
        with self._database.writing() as connection:
            effects.retry(connection, key, owner, at, reason)

    def pending(self) -> int:
        """How many effects are not done."""
        with self._database.reading() as connection:
            return effects.pending(connection)


def _advance(connection: Connection, stream: str, expected: int, by: int) -> None:
    """Compare and move the stream's sequence: one row, which PostgreSQL locks for the rest of the transaction."""
    if expected == 0:
        _begin(connection, stream, by)
        return
    unmoved = update(streams).where(streams.c.stream == stream, streams.c.sequence == expected)
    if connection.execute(unmoved.values(sequence=expected + by)).rowcount != 1:
        _refuse(connection, stream, expected)


def _begin(connection: Connection, stream: str, by: int) -> None:
    if connection.scalar(select(streams.c.sequence).where(streams.c.stream == stream)) is not None:
        _refuse(connection, stream, 0)
    if by:
        try:
            connection.execute(insert(streams).values(stream=stream, sequence=by))
        except IntegrityError as error:  # PostgreSQL: begun by somebody else between the two statements
            raise ConcurrentAppendError(f"{stream}: somebody else began this stream") from error


def _refuse(connection: Connection, stream: str, expected: int) -> None:
    last = connection.scalar(select(streams.c.sequence).where(streams.c.stream == stream)) or 0
    raise ConcurrentAppendError(f"{stream} stands at {last}, not at {expected}: somebody else appended first")


def _claim(connection: Connection, stream: str, open_key: str, *, closes: bool) -> None:
    if closes:
        connection.execute(delete(open_keys).where(open_keys.c.stream == stream))
    if not open_key:
        return
    try:
        connection.execute(insert(open_keys).values(open_key=open_key, stream=stream))
    except IntegrityError as error:
        raise OpenKeyTakenError(f"an open stream already holds the key {open_key!r}") from error


def _hand_over(connection: Connection, wanted: Sequence[KeyedEffect], completes: str) -> None:
    if completes:
        effects.complete(connection, completes)
    effects.enqueue(connection, wanted)


def _event(stream: str, sequence: int, statement: Statement, now: datetime) -> Event:
    return Event(
        stream=stream,
        sequence=sequence,
        occurred_at=statement.occurred_at,
        recorded_at=now,
        actor=statement.actor,
        fact=statement.fact,
        evidence=statement.evidence,
        schema=SCHEMA,
    )


def _row(event: Event) -> dict[str, object]:
    kind, body = fact_to_json(event.fact)
    return {
        "stream": event.stream,
        "sequence": event.sequence,
        "occurred_at": format_time(event.occurred_at),
        "recorded_at": format_time(event.recorded_at),
        "actor_kind": event.actor.kind,
        "actor_name": event.actor.name,
        "kind": kind,
        "schema": event.schema,
        "body": canonical_json(body).decode(),
        "evidence": json.dumps(event.evidence),
    }


def _decoded(row: Row[tuple[object, ...]]) -> Event:
    where = f"{row.stream} #{row.sequence}"
    return Event(
        stream=row.stream,
        sequence=row.sequence,
        occurred_at=parse_time(row.occurred_at),
        recorded_at=parse_time(row.recorded_at),
        actor=Actor(row.actor_kind, row.actor_name),
        fact=fact_from_json(row.kind, json.loads(row.body), row.schema, where=where),
        evidence=tuple(json.loads(row.evidence)),
        schema=row.schema,
    )
