"""What is remembered of certificates from look to look, bounded in number and in bytes.

A fleet shows the same few certificates at every look, and computing on them anew would be most of a look's work. A
hostile server shows others each time, as large as it likes: so what is kept is forgotten as a whole once the
certificates behind it have reached a bound.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar, cast

KEPT: Final = 4096
MOST_BYTES: Final = 8 << 20  # of certificates; a certificate of an ordinary server has one or two thousand

P = ParamSpec("P")
T = TypeVar("T")


class _Memory:
    """All functions whose answers are kept, and the bytes behind them."""

    def __init__(self) -> None:
        self.forget: list[Callable[[], None]] = []
        self.taken = 0


_MEMORY: Final = _Memory()


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The function, with its answers kept. Its arguments have to be hashable and never to change."""
    keeping = lru_cache(maxsize=KEPT)(function)
    _MEMORY.forget.append(keeping.cache_clear)
    return cast(Callable[P, T], keeping)


def make_room(count: int) -> None:
    """So many bytes are about to be kept; when they are too many, all that was is forgotten."""
    _MEMORY.taken += count
    if _MEMORY.taken > MOST_BYTES:
        for forget in _MEMORY.forget:
            forget()
        _MEMORY.taken = count
