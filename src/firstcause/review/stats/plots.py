"""Distributions as SVG: every incident a dot on a logarithmic axis, and above it the share that took no longer.

There is no arrow and no line through time: what looks like a trend in so few incidents is mostly chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import floor, log10
from typing import Final

from firstcause.review.stats.distribution import Distribution
from firstcause.review.stats.statistics import INTERVALS, Statistics

WIDTH, LEFT, RIGHT, HEAD, CURVE, STRIP, FOOT = 720, 62, 24, 64, 180, 56, 48
INK, MUTED, GRID, PAPER, DOT, LINE = "#1f2933", "#52606d", "#e4e7eb", "#ffffff", "#486581", "#5b3cc4"
FONT: Final = "font-family='Helvetica, Arial, DejaVu Sans, sans-serif'"
SHORTEST: Final = 0.1  # minutes; a logarithmic axis has no zero
HEIGHT: Final = HEAD + CURVE + STRIP + FOOT
_ROWS: Final = 7  # on which dots of the strip lie, so that equal ones are seen


def plots(found: Statistics) -> Mapping[str, str]:
    """File name -> SVG, for every interval of which there are figures."""
    return {
        f"time-to-{name}.svg": svg(f"Time to {name}", INTERVALS[name][0], one)
        for name, one in found.intervals.items()
        if one.values
    }


def svg(title: str, meaning: str, one: Distribution) -> str:
    """The picture."""
    ticks = log_ticks(max(SHORTEST, one.values[0]), max(SHORTEST, one.values[-1]))
    body = [*_head(title, meaning, one), *_axes(ticks), *_curve(one.values, ticks), *_dots(one.values, ticks)]
    return "\n".join((*body, *_marks(one, ticks), "</svg>", ""))


def log_ticks(lowest: float, highest: float) -> list[float]:
    """1, 2 and 5 times powers of ten, from below the lowest to above the highest."""
    steps = [
        factor * 10.0**power
        for power in range(floor(log10(lowest)) - 1, floor(log10(highest)) + 2)
        for factor in (1, 2, 5)
    ]
    first = max(n for n, step in enumerate(steps) if step <= lowest * (1 + 1e-9))
    last = min(n for n, step in enumerate(steps) if step >= highest * (1 - 1e-9) and n > first)
    return steps[first : last + 1]


def _head(title: str, meaning: str, one: Distribution) -> Iterator[str]:
    count = f"n = {len(one.values)}"
    missing = f"; not derivable: {one.not_derivable}" if one.not_derivable else ""
    yield f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' height='{HEIGHT}' "
    yield f"     role='img' aria-labelledby='title desc' {FONT} font-size='12'>"
    yield f"<title id='title'>{escape(title)}</title>"
    yield f"<desc id='desc'>Minutes {escape(meaning)}, on a logarithmic axis. {_told(one)}, {count}{missing}.</desc>"
    yield f"<rect width='{WIDTH}' height='{HEIGHT}' rx='6' fill='{PAPER}' stroke='{GRID}'/>"
    yield f"<text x='{LEFT}' y='26' font-size='15' font-weight='600' fill='{INK}'>{escape(title)} "
    yield f"<tspan font-size='12' font-weight='400' fill='{MUTED}'>{escape(meaning)}; {count}{missing}</tspan></text>"


def _told(one: Distribution) -> str:
    between = f" (95 % interval {one.interval[0]:.3g} to {one.interval[1]:.3g})" if one.interval else ""
    return f"Median {one.median:.3g} min{between}, 90th percentile {one.p90:.3g} min"


def _axes(ticks: Sequence[float]) -> Iterator[str]:
    bottom = HEAD + CURVE + STRIP
    for share in (0, 25, 50, 75, 100):
        y = _y(share / 100)
        yield f"<line x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='{GRID}'/>"
        yield f"<text x='{LEFT - 8}' y='{y + 4:.1f}' text-anchor='end' fill='{MUTED}'>{share} %</text>"
    for tick in ticks:
        x = _x(tick, ticks)
        yield f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{HEAD}' y2='{bottom}' stroke='{GRID}'/>"
        yield f"<text x='{x:.1f}' y='{bottom + 18}' text-anchor='middle' fill='{MUTED}'>{tick:g}</text>"
    yield f"<text x='{WIDTH - RIGHT}' y='{bottom + 38}' text-anchor='end' fill='{MUTED}'>minutes</text>"


def _curve(values: Sequence[float], ticks: Sequence[float]) -> Iterator[str]:
    """The share of incidents that took no longer (an empirical distribution: it rises in steps)."""
    points = [(_x(ticks[0], ticks), _y(0))]
    for number, value in enumerate(values, 1):
        x = _x(value, ticks)
        points += [(x, points[-1][1]), (x, _y(number / len(values)))]
    points.append((_x(ticks[-1], ticks), _y(1)))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f"<polyline points='{path}' fill='none' stroke='{LINE}' stroke-width='2' stroke-linejoin='round'/>"


def _dots(values: Sequence[float], ticks: Sequence[float]) -> Iterator[str]:
    for number, value in enumerate(values):
        y = HEAD + CURVE + 12 + (STRIP - 20) * (number * 3 % _ROWS) / (_ROWS - 1)
        yield f"<circle cx='{_x(value, ticks):.1f}' cy='{y:.1f}' r='3' fill='{DOT}' fill-opacity='0.6'/>"


def _marks(one: Distribution, ticks: Sequence[float]) -> Iterator[str]:
    """The median with its interval as a band, and the 90th percentile. Their words stand above the plot."""
    assert one.median is not None and one.p90 is not None  # noqa: S101, PT018 - there are figures
    if one.interval:
        low, high = (_x(end, ticks) for end in one.interval)
        yield (
            f"<rect x='{low:.1f}' y='{HEAD}' width='{max(1.0, high - low):.1f}' height='{CURVE}' fill='{LINE}' "
            "fill-opacity='0.12'/>"
        )
    for value in (one.median, one.p90):
        x = _x(value, ticks)
        yield (
            f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{HEAD}' y2='{HEAD + CURVE}' stroke='{INK}' stroke-dasharray='3 3' "
            "stroke-opacity='0.65'/>"
        )
    yield f"<text x='{LEFT}' y='50' fill='{INK}'>{_told(one)}</text>"


def _x(value: float, ticks: Sequence[float]) -> float:
    low, high = log10(ticks[0]), log10(ticks[-1])
    share = (log10(max(SHORTEST, value)) - low) / (high - low)
    return LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, share))


def _y(share: float) -> float:
    return HEAD + CURVE * (1 - share)
