"""The effect queue as a table: what is still to be done, who is at it, and until when.

It knows leases and attempts; it refuses to know how an effect is carried out. An effect that was done stays in the
table for good, since its key is what makes a repeated enqueueing a no-op.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from firstcause.eventlog.codec import effect_from_json, effect_to_json
from firstcause.eventlog.identity import canonical_json
from firstcause.eventlog.wire import format_time
from firstcause.model.effect import KeyedEffect, LeasedEffect
from firstcause.model.errors import ConcurrentAppendError
from firstcause.store.errors import UnknownEffectError
from firstcause.store.schema import effects
from firstcause.store.upsert import insert_new

DUE, LEASED, DONE = "due", "leased", "done"


def enqueue(connection: Connection, wanted: Sequence[KeyedEffect]) -> None:
    """Add the effects whose keys are new; the others are there already, whatever became of them."""
    by_key = {effect.key: effect for effect in reversed(wanted)}
    # In one order everywhere: two who enqueue the same keys wait for one another, and never in a circle.
    insert_new(connection, effects, [_row(by_key[key]) for key in sorted(by_key)])


def complete(connection: Connection, key: str) -> None:
    """Mark the effect as done. Raises ConcurrentAppendError when it is already: somebody else carried it out."""
    open_effect = and_(effects.c.key == key, effects.c.state != DONE)
    done = update(effects).where(open_effect).values(state=DONE, lease_owner="", lease_until="")
    if connection.execute(done).rowcount == 1:
        return
    if connection.scalar(select(effects.c.key).where(effects.c.key == key)) is None:
        raise UnknownEffectError(f"no effect has the key {key!r}")
    raise ConcurrentAppendError(f"the effect {key!r} was completed by somebody else")


def lease(connection: Connection, owner: str, now: datetime, lease_for: timedelta, limit: int) -> list[LeasedEffect]:
    """Take at most `limit` due effects, the longest due first, and those whose lease has run out."""
    present = format_time(now)
    free = or_(
        and_(effects.c.state == DUE, effects.c.due_at <= present),
        and_(effects.c.state == LEASED, effects.c.lease_until <= present),
    )
    # SKIP LOCKED is for PostgreSQL, where several may lease at once; on SQLite we are the only writer.
    due = select(effects).where(free).order_by(effects.c.due_at, effects.c.key).limit(limit)
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    if not rows:
        return []
    until = now + lease_for
    taken = update(effects).where(effects.c.key.in_([row.key for row in rows]))
    connection.execute(
        taken.values(state=LEASED, lease_owner=owner, lease_until=format_time(until), attempts=effects.c.attempts + 1)
    )
    return [_leased(row, owner, until) for row in rows]


def begin(connection: Connection, key: str, owner: str) -> bool:
    """Whether it is this owner's to begin: the lease is still theirs, and nobody has begun it before. Once for good."""
    mine = and_(effects.c.key == key, effects.c.state == LEASED, effects.c.lease_owner == owner)
    unbegun = and_(mine, effects.c.begun_by == "")
    return connection.execute(update(effects).where(unbegun).values(begun_by=owner)).rowcount == 1


def renew(connection: Connection, key: str, owner: str, until: datetime) -> bool:
    """Whether the owner still had the lease, and so has it until then."""
    mine = and_(effects.c.key == key, effects.c.state == LEASED, effects.c.lease_owner == owner)
    return connection.execute(update(effects).where(mine).values(lease_until=format_time(until))).rowcount == 1


def retry(connection: Connection, key: str, owner: str, at: datetime, reason: str) -> None:
    """Make it due again at `at`. Nothing happens when the lease was lost: whoever has it now decides."""
    mine = and_(effects.c.key == key, effects.c.state == LEASED, effects.c.lease_owner == owner)
    again = {
        "state": DUE,
        "due_at": format_time(at),
        "lease_owner": "",
        "lease_until": "",
        "last_error": _storable(reason),
    }
    connection.execute(update(effects).where(mine).values(again))


def pending(connection: Connection) -> int:
    """How many effects are due or leased."""
    return connection.scalar(select(func.count()).select_from(effects).where(effects.c.state.in_([DUE, LEASED]))) or 0


def _row(effect: KeyedEffect) -> dict[str, object]:
    return {
        "key": effect.key,
        "stream": effect.stream,
        "body": canonical_json(effect_to_json(effect.effect)).decode(),
        "state": DUE,
        "due_at": format_time(effect.due_at),
        "attempts": 0,
        "lease_owner": "",
        "lease_until": "",
        "last_error": "",
        "begun_by": "",
    }


def _leased(row: Row[tuple[object, ...]], owner: str, until: datetime) -> LeasedEffect:
    effect = effect_from_json(json.loads(row.body), where=f"effect {row.key}")
    return LeasedEffect(row.key, row.stream, effect, row.attempts + 1, until, owner, begun=row.begun_by != "")


def _storable(said: str) -> str:
    """Without NUL: a program may print it, PostgreSQL's text cannot hold it."""
    return said.replace("\0", "\ufffd")
