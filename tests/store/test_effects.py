"""An effect is enqueued with its cause, leased by one, and done once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from firstcause.model.effect import KeyedEffect, SendPage, WriteRca
from firstcause.model.errors import ConcurrentAppendError
from firstcause.model.event import Statement
from firstcause.store.errors import UnknownEffectError
from firstcause.store.log import SqlEventLog

STREAM = "incident/1"
MINUTE = timedelta(minutes=1)
PAGE = SendPage(STREAM, "p1", "alice", "mail", "order-service: tls/incomplete-chain")


@pytest.fixture
def queued(log: SqlEventLog, note: Statement, now: datetime) -> SqlEventLog:
    """A log whose first event caused a page, due at once, and a document, due in an hour."""
    page = KeyedEffect("page", STREAM, PAGE, now)
    document = KeyedEffect("rca", STREAM, WriteRca(STREAM), now + 60 * MINUTE)
    log.append(STREAM, 0, [note], now=now, effects=[page, document])
    return log


def test_what_is_due_is_leased_once(queued: SqlEventLog, now: datetime) -> None:
    """The second worker gets nothing while the first is at it."""
    (leased,) = queued.lease("a", now, MINUTE)
    assert (leased.key, leased.stream, leased.effect, leased.attempt) == ("page", STREAM, PAGE, 1)
    assert leased.lease_until == now + MINUTE
    assert queued.lease("b", now, MINUTE) == []
    assert [effect.key for effect in queued.lease("b", now + 60 * MINUTE, MINUTE)] == ["page", "rca"]


def test_a_lease_that_ran_out_is_taken_over(queued: SqlEventLog, now: datetime) -> None:
    """The dead worker's effect goes to another, as its second attempt; the dead one can no longer renew."""
    queued.lease("dead", now, MINUTE)
    assert queued.lease("b", now + MINUTE - timedelta(microseconds=1), MINUTE) == []
    (taken,) = queued.lease("b", now + MINUTE, MINUTE)
    assert taken.attempt == 2
    assert not queued.renew("page", "dead", now + 9 * MINUTE)


def test_a_renewed_lease_holds(queued: SqlEventLog, now: datetime) -> None:
    """A rollout takes longer than a lease: its worker keeps it."""
    queued.lease("a", now, MINUTE)
    assert queued.renew("page", "a", now + 5 * MINUTE)
    assert queued.lease("b", now + 4 * MINUTE, MINUTE) == []


def test_an_effect_given_back_is_due_when_it_says(queued: SqlEventLog, now: datetime) -> None:
    """The back-off is the worker's word; the attempts go on counting."""
    queued.lease("a", now, MINUTE)
    queued.retry("page", "a", now + 2 * MINUTE, "mail: connection refused")
    assert queued.lease("a", now + MINUTE, MINUTE) == []
    (again,) = queued.lease("b", now + 2 * MINUTE, MINUTE)
    assert again.attempt == 2


def test_giving_back_a_lost_lease_changes_nothing(queued: SqlEventLog, now: datetime) -> None:
    """Whoever took it over decides."""
    queued.lease("slow", now, MINUTE)
    queued.lease("b", now + MINUTE, MINUTE)
    queued.retry("page", "slow", now, "timed out")
    assert queued.lease("c", now + MINUTE, MINUTE) == []


def test_an_effect_is_completed_with_its_fact(queued: SqlEventLog, note: Statement, now: datetime) -> None:
    """Done and said in one transaction; then it is never due again."""
    queued.lease("a", now, MINUTE)
    queued.append(STREAM, 1, [note], now=now, completes="page")
    assert queued.pending() == 1
    assert [effect.key for effect in queued.lease("a", now + 99 * MINUTE, MINUTE)] == ["rca"]


def test_an_effect_is_completed_once(queued: SqlEventLog, note: Statement, now: datetime) -> None:
    """The slower of two workers appends nothing."""
    queued.append(STREAM, 1, [note], now=now, completes="page")
    with pytest.raises(ConcurrentAppendError, match="completed by somebody else"):
        queued.append(STREAM, 2, [note], now=now, completes="page")
    assert len(queued.read(STREAM)) == 2


def test_an_effect_may_be_completed_without_a_fact(queued: SqlEventLog, now: datetime) -> None:
    """The stream stays where it is, and still must stand where the worker thinks it does."""
    with pytest.raises(ConcurrentAppendError):
        queued.append(STREAM, 0, [], now=now, completes="page")
    assert queued.append(STREAM, 1, [], now=now, completes="page") == []
    assert queued.pending() == 1


def test_completing_what_was_never_enqueued_is_a_mistake(queued: SqlEventLog, note: Statement, now: datetime) -> None:
    """It is not reported as somebody else's work: trying again would not help."""
    with pytest.raises(UnknownEffectError, match="nonsense"):
        queued.append(STREAM, 1, [note], now=now, completes="nonsense")
    assert len(queued.read(STREAM)) == 1


def test_the_same_cause_enqueues_once(queued: SqlEventLog, note: Statement, now: datetime) -> None:
    """A key that is there stays as it is, also when it is done, also twice in one batch."""
    queued.append(STREAM, 1, [note], now=now, completes="page")
    again = KeyedEffect("page", STREAM, PAGE, now)
    new = KeyedEffect("page-2", STREAM, PAGE, now)
    queued.append(STREAM, 2, [note], now=now, effects=[again, new, new])
    assert [effect.key for effect in queued.lease("a", now, MINUTE)] == ["page-2"]


def test_a_lease_takes_the_longest_due_first(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """And no more than asked for."""
    effects = [KeyedEffect(f"k{n}", STREAM, PAGE, now - n * MINUTE) for n in range(5)]
    log.append(STREAM, 0, [note], now=now, effects=effects)
    assert [effect.key for effect in log.lease("a", now, MINUTE, limit=2)] == ["k4", "k3"]
