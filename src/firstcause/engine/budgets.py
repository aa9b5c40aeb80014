"""Asks what was answered in each window that a burn rate wants, each as often as it can have changed.

A window of three days need not be counted anew every second: each is asked again after a sixtieth of its length.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from firstcause.detect import burn
from firstcause.detect.burn import Count, Counts
from firstcause.detect.policy import DetectPolicy
from firstcause.engine.notebook import Notebook

SHARE_OF_LENGTH = 60


class Budgets:
    """The last count of each window."""

    def __init__(self, policy: DetectPolicy, notebook: Notebook) -> None:
        self._lengths = burn.windows(policy)
        self._notebook = notebook
        self._due: dict[timedelta, datetime] = {}
        self._counts: dict[timedelta, Count] = {}

    def counts(self, settled: datetime, now: datetime) -> Counts:
        """What was answered in each window that ended at `settled`, or shortly before."""
        for length in self._lengths:
            if now >= self._due.get(length, now):
                self._counts[length] = burn.read(self._notebook.ask(burn.question(length, settled), now))
                self._due[length] = now + length / SHARE_OF_LENGTH
        return dict(self._counts)
