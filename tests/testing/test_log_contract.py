"""What the ports promise of log and queue, asked of the one in memory and of the one on disk."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from firstcause.model.effect import KeyedEffect, WriteRca
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, OpenKeyTakenError
from firstcause.model.event import Statement
from firstcause.model.facts import NoteAdded
from firstcause.testing.builders import ALICE
from firstcause.testing.clock import START, moment
from firstcause.testing.world import LogAndQueue

STREAM = "incident/2025-11-07-1"
NOTE = Statement(NoteAdded("the coffee is out"), moment(-5), ALICE, ("e1", "e2"))
MINUTE = timedelta(minutes=1)


def effect(key: str, due: float = 0) -> KeyedEffect:
    return KeyedEffect(key, STREAM, WriteRca("2025-11-07-1"), moment(due))


def keys(log: LogAndQueue, seconds: float, owner: str = "a", limit: int = 8) -> list[str]:
    return [leased.key for leased in log.lease(owner, moment(seconds), MINUTE, limit)]


def test_what_was_appended_is_read_back(log: LogAndQueue) -> None:
    """With sequences from 1 on, both times, the actor and the evidence."""
    added = log.append(STREAM, 0, [NOTE, NOTE], now=START)
    assert log.read(STREAM) == added
    assert log.read(STREAM, after=1) == added[1:]
    assert log.read("incident/other") == []
    first = added[0]
    assert (first.sequence, first.occurred_at, first.recorded_at) == (1, moment(-5), START)
    assert (first.actor, first.fact, first.evidence, first.schema) == (ALICE, NOTE.fact, ("e1", "e2"), 1)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_append_changes_nothing(log: LogAndQueue, expected: int) -> None:
    """Neither events nor effects nor keys."""
    log.append(STREAM, 0, [NOTE, NOTE], now=START)
    with pytest.raises(ConcurrentAppendError):
        log.append(STREAM, expected, [NOTE], now=START, effects=[effect("k")], open_key="o")
    assert (len(log.read(STREAM)), log.pending(), dict(log.open_streams())) == (2, 0, {})


def test_a_taken_key_changes_nothing(log: LogAndQueue) -> None:
    """The second to open finds the first, and its stream never began."""
    log.append("incident/1", 0, [NOTE], now=START, open_key="orders")
    with pytest.raises(OpenKeyTakenError):
        log.append("incident/2", 0, [NOTE], now=START, open_key="orders", effects=[effect("k")])
    assert (log.streams("incident/"), log.pending()) == (["incident/1"], 0)
    assert dict(log.open_streams()) == {"orders": "incident/1"}


def test_a_closed_stream_gives_its_key_back(log: LogAndQueue) -> None:
    """And may claim it again in the same breath."""
    log.append("incident/1", 0, [NOTE], now=START, open_key="orders")
    log.append("incident/1", 1, [NOTE], now=START, closes=True, open_key="orders")
    assert dict(log.open_streams()) == {"orders": "incident/1"}
    log.append("incident/1", 2, [NOTE], now=START, closes=True)
    assert dict(log.open_streams()) == {}


def test_streams_are_found_by_their_exact_beginning(log: LogAndQueue) -> None:
    """Sorted; wildcards and the other case are nothing special."""
    for stream in ("incident/b", "incident/a", "Incident/c", "incident_x", "alert/a"):
        log.append(stream, 0, [NOTE], now=START)
    assert log.streams("incident/") == ["incident/a", "incident/b"]
    assert log.streams("i%") == []
    assert len(log.streams("")) == 5


def test_what_is_due_is_leased_once_the_longest_due_first(log: LogAndQueue) -> None:
    """Not before its time, not twice, no more than asked for."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("b"), effect("a"), effect("early", -9), effect("late", 9)])
    assert keys(log, 0, limit=2) == ["early", "a"]
    assert keys(log, 0, owner="b") == ["b"]
    assert keys(log, 1) == []
    assert log.pending() == 4


def test_a_lease_that_ran_out_is_taken_over(log: LogAndQueue) -> None:
    """As the next attempt; the former owner can neither renew nor give back."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    assert keys(log, 0, owner="dead") == ["k"]
    assert keys(log, 59.9) == []
    (taken,) = log.lease("b", moment(60), MINUTE)
    assert (taken.attempt, taken.lease_until) == (2, moment(120))
    assert not log.renew("k", "dead", moment(999))
    log.retry("k", "dead", moment(60), "timed out")
    assert keys(log, 61) == []


def test_a_renewed_lease_holds(log: LogAndQueue) -> None:
    """Until then, and no longer."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    keys(log, 0)
    assert log.renew("k", "a", moment(300))
    assert keys(log, 299, owner="b") == []
    assert keys(log, 300, owner="b") == ["k"]


def test_what_is_given_back_is_due_when_it_says(log: LogAndQueue) -> None:
    """The attempts go on counting."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    keys(log, 0)
    log.retry("k", "a", moment(20), "refused")
    assert not log.renew("k", "a", moment(300))
    assert keys(log, 19) == []
    (again,) = log.lease("a", moment(20), MINUTE)
    assert again.attempt == 2


def test_an_effect_is_completed_once_with_its_fact(log: LogAndQueue) -> None:
    """The slower of two appends nothing; a completed effect is never due again, and its key never enqueues again."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    log.append(STREAM, 1, [NOTE], now=START, completes="k")
    with pytest.raises(ConcurrentAppendError):
        log.append(STREAM, 2, [NOTE], now=START, completes="k")
    log.append(STREAM, 2, [NOTE], now=START, effects=[effect("k")])
    assert (len(log.read(STREAM)), log.pending(), keys(log, 999)) == (3, 0, [])
    assert not log.renew("k", "a", moment(300))


def test_an_effect_may_be_completed_without_a_fact(log: LogAndQueue) -> None:
    """The stream must still stand where the worker thinks it does, and stays there."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    with pytest.raises(ConcurrentAppendError):
        log.append(STREAM, 0, [], now=START, completes="k")
    assert log.append(STREAM, 1, [], now=START, completes="k") == []
    assert (len(log.read(STREAM)), log.pending()) == (1, 0)


def test_completing_what_was_never_enqueued_is_a_mistake(log: LogAndQueue) -> None:
    """And not somebody else's work: trying again would not help."""
    log.append(STREAM, 0, [NOTE], now=START)
    with pytest.raises(FirstcauseError) as caught:
        log.append(STREAM, 1, [NOTE], now=START, completes="nonsense")
    assert not caught.value.retryable
    assert len(log.read(STREAM)) == 1


def test_what_must_not_be_begun_twice_is_begun_once(log: LogAndQueue) -> None:
    """By whoever has the lease; whoever takes it over learns that it was begun, and may not."""
    log.append(STREAM, 0, [NOTE], now=START, effects=[effect("k")])
    (first,) = log.lease("a", START, MINUTE)
    assert (first.owner, first.begun) == ("a", False)
    assert not log.begin("k", "b")
    assert log.begin("k", "a")
    assert not log.begin("k", "a")
    (taken,) = log.lease("b", moment(60), MINUTE)
    assert (taken.owner, taken.begun) == ("b", True)
    assert not log.begin("k", "b")


def test_of_many_who_append_at_once_one_wins(log: LogAndQueue) -> None:
    """Eight threads decide on the same state: one event is stored, seven are told to decide again."""
    refused: list[ConcurrentAppendError] = []

    def append() -> None:
        try:
            log.append(STREAM, 0, [NOTE], now=START)
        except ConcurrentAppendError as error:
            refused.append(error)

    threads = [Thread(target=append) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(log.read(STREAM)), len(refused)) == (1, 7)
