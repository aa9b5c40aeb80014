"""When whose time is over, for many at once.

Those who have finished are forgotten at once, and their memory with them, however long their time would have been.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Deadlines(Generic[T]):
    """One deadline each, in monotonic seconds; the latest that was set counts."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int]] = []
        self._set: dict[T, tuple[float, int]] = {}
        self._waiting: dict[int, T] = {}
        self._order = itertools.count()

    def set(self, who: T, at: float) -> None:
        """From now on this is their deadline."""
        if who in self._set and self._set[who][0] == at:
            return
        self.forget(who)
        number = next(self._order)
        self._set[who] = at, number
        self._waiting[number] = who
        heapq.heappush(self._heap, (at, number))

    def forget(self, who: T) -> None:
        """They have none any more; nothing for who had none."""
        if who in self._set:
            del self._waiting[self._set.pop(who)[1]]

    def patience(self, now: float) -> float | None:
        """Seconds until the next; None where there is none."""
        while self._heap and self._heap[0][1] not in self._waiting:
            heapq.heappop(self._heap)
        return max(0.0, self._heap[0][0] - now) if self._heap else None

    def over(self, now: float) -> Iterator[T]:
        """Everybody whose time is over; each is forgotten."""
        while self._heap and self._heap[0][0] <= now:
            number = heapq.heappop(self._heap)[1]
            if number in self._waiting:
                who = self._waiting[number]
                self.forget(who)
                yield who
