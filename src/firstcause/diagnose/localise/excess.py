"""How much more than before: excess mass, in seconds or failed requests, net of what a series' own past explains.

Mass is requests x (level - baseline). More traffic alone has no mass. The baseline is the median step before the
alarm, so that an onset inside the baseline, or a bad minute in it, does not move it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from firstcause.diagnose.localise.signals import Counts, Track

Amount = Callable[[Counts], float]

# A level varies by about this many standard deviations of its own past without a cause.
SPREADS = 2.0
# A past of few steps shows less than its true spread.
LEAST_SPREAD = 0.1
ROUNDING = 1e-9
# A standard deviation in median distances, where the levels are normally distributed.
DEVIATION = 1.4826


def seconds(step: Counts) -> float:
    """The seconds that a step's requests took together."""
    return step.seconds


def failures(step: Counts) -> float:
    """The failed requests of a step."""
    return step.failed


@dataclass(frozen=True, slots=True)
class Excess:
    """Mass by step since the alarm (never negative); `novelty` (0-1) is the part of the level in the steps with an
    excess that is new: a tenth more is drift even on a busy node, ten times as much is not. `distance` is how
    many standard deviations of its past the level lies above it."""

    steps: tuple[float, ...]
    novelty: float
    distance: float
    baseline: float
    level: float

    @property
    def mass(self) -> float:
        """Over all steps."""
        return sum(self.steps)


def excess(track: Track, amount: Amount) -> Excess:
    """The excess of a track. Failures need no past to be one; how long an operation takes that was not seen before
    says nothing."""
    if amount is not failures and not any(s.requests for s in track.before):
        return Excess(tuple(0.0 for _ in track.during), 0.0, 0.0, 0.0, 0.0)
    base, spread = baseline(track.before, amount)
    allowed = base + SPREADS * spread
    steps = tuple(beyond(amount(s), s.requests * allowed) for s in track.during)
    level = _level(track.during, steps, amount, base)
    if level <= base:
        return Excess(steps, 0.0, 0.0, base, level)
    return Excess(steps, 1 - base / level, (level - base) / (spread + LEAST_SPREAD * level), base, level)


def _level(during: Sequence[Counts], excesses: Sequence[float], amount: Amount, otherwise: float) -> float:
    """The level of the steps that have an excess, together."""
    ill = [s for s, e in zip(during, excesses, strict=True) if e > 0]
    requests = sum(s.requests for s in ill)
    return sum(map(amount, ill)) / requests if requests else otherwise


def baseline(before: Sequence[Counts], amount: Amount) -> tuple[float, float]:
    """The level that half of the past requests stay below, and how far levels usually lie from it (as a standard
    deviation; from the median of the distances, which a bad minute does not move)."""
    levels = [(amount(s) / s.requests, s.requests) for s in before if s.requests > 0]
    middle = _middle(levels)
    return middle, DEVIATION * _middle([(abs(level - middle), weight) for level, weight in levels])


def _middle(weighted: Sequence[tuple[float, float]]) -> float:
    """The weighted median, the lower of two; 0 of nothing."""
    rest = sum(weight for _, weight in weighted) / 2
    for value, weight in sorted(weighted):
        rest -= weight
        if rest <= 0:
            return value
    return 0.0


def surprise(count: float, expected: float) -> float:
    """How much of a count the past does not explain (0-1), counting noise of what was expected included."""
    usual = expected + SPREADS * sqrt(expected + 1)
    return 1 - usual / count if count > usual else 0.0


def beyond(amount: float, explained: float) -> float:
    """What is left of an amount; nothing where only the rounding of sums is left."""
    rest = amount - explained
    return rest if rest > ROUNDING * amount else 0.0


def together(tracks: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Step by step sums; a shorter one counts as nothing where it has no step."""
    sums: list[float] = []
    for steps in tracks:
        sums.extend([0.0] * (len(steps) - len(sums)))
        for i, value in enumerate(steps):
            sums[i] += value
    return tuple(sums)
