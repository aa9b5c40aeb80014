"""A stretch of time, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` (excluded) to `end` (included); both aware datetimes in UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end - self.start).total_seconds()

    @classmethod
    def before(cls, end: datetime, seconds: float) -> Window:
        """The window of this length that ends at `end`."""
        return cls(end - timedelta(seconds=seconds), end)

    def contains(self, at: datetime) -> bool:
        """Whether `at` lies in the window."""
        return self.start < at <= self.end
