"""When whose time is over."""

from __future__ import annotations

import gc
import weakref

from firstcause.sources.handshake.deadlines import Deadlines


class Somebody:
    """Who waits."""


def test_the_latest_deadline_counts() -> None:
    """A time that was brought forward, or put off."""
    deadlines: Deadlines[str] = Deadlines()
    deadlines.set("early", 5.0)
    deadlines.set("late", 9.0)
    deadlines.set("early", 20.0)
    deadlines.set("late", 7.0)
    assert deadlines.patience(4.0) == 3.0
    assert list(deadlines.over(10.0)) == ["late"]
    assert deadlines.patience(10.0) == 10.0


def test_who_is_forgotten_is_waited_for_no_longer() -> None:
    """And nobody is left where all have gone."""
    deadlines: Deadlines[str] = Deadlines()
    deadlines.set("gone", 5.0)
    deadlines.forget("gone")
    deadlines.forget("a stranger")
    assert deadlines.patience(0.0) is None
    assert list(deadlines.over(10.0)) == []


def test_who_is_forgotten_is_not_kept_in_memory() -> None:
    """Even where somebody else's deadline, long ago set, is still to come."""
    deadlines: Deadlines[Somebody] = Deadlines()
    waiting, gone = Somebody(), Somebody()
    deadlines.set(waiting, 1.0)
    deadlines.set(gone, 60.0)
    deadlines.forget(gone)
    trace = weakref.ref(gone)
    del gone
    gc.collect()
    assert trace() is None
