"""What is fetched in the background: the caller never waits, and an old answer is better than none for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources import polled
from firstcause.sources.polled import PolledChanges
from firstcause.sources.reading import Reading

AT = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)
CHANGE = Change("c1", "deploy", "orders", AT)


class Scripted:
    """A look that gives the next answer, and the last one again and again; `looked` is set by each."""

    def __init__(self, *answers: Reading | Unobserved | Exception) -> None:
        self._answers = list(answers)
        self.looks = 0
        self.looked = threading.Semaphore(0)

    def __call__(self) -> Reading | Unobserved:
        self.looks += 1
        self.looked.release()
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def source(*answers: Reading | Unobserved | Exception, interval: float = 60) -> PolledChanges:
    return PolledChanges("cluster", Scripted(*answers), interval)


GONE = Unobserved("cluster: connection refused")


def test_before_the_first_look_nothing_is_claimed() -> None:
    """Not "no changes", but that we have not looked."""
    assert source(Reading(())).changes(AT) == Unobserved("changes: not looked yet")


def test_changes_since() -> None:
    """From the moment that is asked for."""
    one = source(Reading((CHANGE,)))
    one.refresh()
    assert one.changes(AT) == [CHANGE]
    assert one.changes(AT + timedelta(seconds=1)) == []


def test_what_was_seen_outlives_a_failed_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster in trouble is when its changes matter; but an answer that is too old is none."""
    one = source(Reading((CHANGE,)), GONE)
    one.refresh()
    one.refresh()
    assert one.changes(AT) == [CHANGE]
    assert one.problems() == ("cluster: connection refused",)
    monkeypatch.setattr(polled, "KEEP_INTERVALS", -1)
    assert one.changes(AT) == Unobserved("changes: cluster: connection refused")


def test_a_trouble_is_told_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Not at every look; records that were skipped likewise."""
    one = source(GONE, GONE, Reading((), 1, ("items[3]: odd",)))
    for _ in range(4):
        one.refresh()
    assert [r.message for r in caplog.records] == [
        "changes: cluster: connection refused",
        "changes: skipped a record: items[3]: odd",
    ]
    assert (one.skipped(), one.problems()) == (1, ("items[3]: odd",))


@pytest.fixture
def look() -> Scripted:
    return Scripted(RuntimeError("a defect"), Reading((CHANGE,)))


@pytest.fixture
def running(look: Scripted) -> Iterator[PolledChanges]:
    one = PolledChanges("cluster", look, 0.01)
    one.start()
    yield one
    one.stop()


def test_the_thread_looks_again_and_again_and_survives(running: PolledChanges, look: Scripted) -> None:
    """Even a defect of ours ends nothing; after `stop` nobody looks any more."""
    assert all(look.looked.acquire(timeout=20) for _ in range(4))
    assert running.changes(AT) == [CHANGE]
    running.stop()
    assert "changes cluster" not in {thread.name for thread in threading.enumerate()}
