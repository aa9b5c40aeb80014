"""A clock that a test moves. Nothing here waits, and nothing here knows the real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)


def moment(seconds: float) -> datetime:
    """The moment that many seconds after `START`."""
    return START + timedelta(seconds=seconds)


class FakeClock:
    """`ports.Clock` that stands still until it is told to advance."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move on; returns the new present. ValueError for a step back."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now += timedelta(seconds=seconds)
        return self._now
