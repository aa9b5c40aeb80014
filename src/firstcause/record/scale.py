"""Axes: which values get a tick, and where labels stand so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Final

_TIME_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_CHARACTER: Final = 7.0  # pixels, of a 12 px sans-serif, on the wide side


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `x`, in row `row` (0 is nearest to the plot); `flipped` stands to the left of its line."""

    x: float
    words: str
    row: int
    flipped: bool

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it reaches, its line included."""
        reach = width(self.words) + 8
        return (self.x - reach, self.x + 1) if self.flipped else (self.x - 1, self.x + reach)


def value_ticks(highest: float, most: int = 5) -> list[float]:
    """From zero in steps of 1, 2 or 5 times a power of ten; the last one is not below `highest`."""
    if not highest > 0 or math.isinf(highest):
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest / most))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if power * factor * most >= highest)
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]


def time_ticks(start: float, end: float, most: int = 8) -> list[tuple[float, str]]:
    """Round moments (Unix seconds) with their UTC labels, 24 h; seconds only where the step needs them."""
    step = next((s for s in _TIME_STEPS if (end - start) / s <= most), _TIME_STEPS[-1])
    form = "%H:%M:%S" if step < 60 else "%H:%M"
    first = math.ceil(start / step) * step
    ticks = min(int((end - first) // step) + 1, 60) if end >= first else 0
    moments = [first + step * number for number in range(ticks)]
    return [(at, datetime.fromtimestamp(at, UTC).strftime(form)) for at in moments]


def width(words: str) -> float:
    """How wide the words are, in pixels."""
    return len(words) * _CHARACTER


def place(labels: Sequence[tuple[float, str]], right: float) -> list[Label]:
    """Each label beside its line, in the lowest row in which it touches no other.

    Taken from the right, so that the line of a label further up rises to the left of those below it. A label that
    would leave the plot at `right` stands to the left of its line.
    """
    placed: list[Label] = []
    for x, words in sorted(labels, reverse=True):
        flipped = x + width(words) + 8 > right
        label = next(one for row in count() if _free(one := Label(x, words, row, flipped), placed))
        placed.append(label)
    return placed[::-1]


def _free(label: Label, placed: Sequence[Label]) -> bool:
    left, right = label.span
    return not any(one.row == label.row and left < one.span[1] and one.span[0] < right for one in placed)
