"""Counts of what the logs said, second by second: failed handshakes and templates of bad lines, for one service.

Memory is bounded: seconds are forgotten after a while, and so many different things are told apart; what is beyond
that is counted together.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from firstcause.model.window import Window

K = TypeVar("K")
KEPT: Final = timedelta(hours=2)
MAX_KEYS: Final = 500
MAX_EXAMPLES: Final = 3

Example = tuple[datetime, str]


class Counts(Generic[K]):
    """How often each key was met in each second, and the latest few lines of each key."""

    def __init__(self, rest: K) -> None:
        self._rest = rest  # stands for all keys beyond the bound
        self._seconds: OrderedDict[int, Counter[K]] = OrderedDict()
        self._examples: OrderedDict[K, deque[Example]] = OrderedDict()

    def add(self, key: K, at: datetime, line: str, now: datetime) -> None:
        """Count one line. One that is older than what is kept, is not."""
        if at < now - KEPT:
            return
        if key not in self._examples and len(self._examples) >= MAX_KEYS:
            key = self._rest
        self._seconds.setdefault(int(at.timestamp()), Counter())[key] += 1
        self._examples.setdefault(key, deque(maxlen=MAX_EXAMPLES)).append((at, line))
        self._examples.move_to_end(key)

    def forget(self, now: datetime) -> None:
        """Drop the seconds that nobody asks for any more, and keys that stand in none."""
        oldest = int((now - KEPT).timestamp())
        for second in [s for s in self._seconds if s < oldest]:
            del self._seconds[second]
        while self._examples and next(iter(self._examples.values()))[-1][0] < now - KEPT:
            self._examples.popitem(last=False)

    def within(self, window: Window) -> Counter[K]:
        """Counts in the window, to the second; a second belongs to one only of two windows that touch."""
        total: Counter[K] = Counter()
        for second, counted in self._seconds.items():
            if window.start.timestamp() <= second < window.end.timestamp():
                total.update(counted)
        return total

    def examples(self, key: K, window: Window) -> tuple[str, ...]:
        """The latest lines of the key that fall into the window, or, of a window long ago, the latest there are."""
        kept = self._examples.get(key, deque())
        return _lines((at, line) for at, line in kept if window.contains(at)) or _lines(kept)


def _lines(examples: Iterable[Example]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for _, line in examples))
