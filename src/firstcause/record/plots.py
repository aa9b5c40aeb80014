"""Plots of the golden signals with the incident's milestones, as SVG that needs nothing but a viewer.

Times are UTC on a 24-hour clock. The background is drawn, so that a plot reads the same on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from math import isfinite
from typing import Final

from firstcause.document.rca import Plot
from firstcause.model.impact import Impact, Signal
from firstcause.record.case import Case
from firstcause.record.scale import Label, place, time_ticks, value_ticks

WIDTH, LEFT, RIGHT, PLOT_HEIGHT, ROW, HEAD, FOOT = 920, 62, 24, 240, 16, 64, 44
INK, MUTED, GRID, PAPER = "#1f2933", "#52606d", "#e4e7eb", "#ffffff"
FONT: Final = "font-family='Helvetica, Arial, DejaVu Sans, sans-serif'"
COLOURS: Final = {
    "requests/s": "#486581",
    "handshakes/s": "#486581",
    "degraded/s": "#d9822b",
    "failed/s": "#c81e1e",
    "p95": "#5b3cc4",
}
MARKED: Final = {
    "began": "began",
    "detected": "detected",
    "paged": "paged",
    "mitigated": "mitigated",
    "recovered": "recovered",
    "resolved": "resolved",
}
CHARTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "requests": ("Requests", ("requests/s", "degraded/s", "failed/s")),
    "p95": ("Latency p95", ("p95",)),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """Signals of one unit over one stretch of time (Unix seconds), values as they are to be shown."""

    title: str
    unit: str
    lines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]  # name, points
    milestones: tuple[tuple[float, str], ...]
    start: float
    end: float


def plots(case: Case) -> tuple[tuple[Plot, str], ...]:
    """What the document embeds, and the SVG text; a signal without samples has no plot."""
    impact = case.impact
    if impact is None:
        return ()
    found = ((name, _chart(case, impact, title, signals)) for name, (title, signals) in CHARTS.items())
    return tuple(
        (Plot(f"{chart.title} at {impact.entry} over time", f"plots/{case.stem}-{name}.svg"), svg(chart))
        for name, chart in found
        if chart
    )


def _chart(case: Case, impact: Impact, title: str, names: tuple[str, ...]) -> Chart | None:
    signals = [one for name in names for one in impact.signals if one.name == name and _points(one)]
    if not signals:
        return None
    lines = tuple((one.name, _points(one)) for one in signals)
    moments = [at for _, points in lines for at, _ in points]
    marks = _milestones(case)
    shown = [at for at, _ in marks if at <= max(moments) + (max(moments) - min(moments)) / 4]
    start, end = min((*moments, *shown)), max((*moments, *shown))
    kept = tuple(mark for mark in marks if start <= mark[0] <= end)
    unit = "ms" if signals[0].unit == "s" else signals[0].unit
    return Chart(title, unit, lines, kept, start, max(end, start + 1))


def _points(signal: Signal) -> tuple[tuple[float, float], ...]:
    """A step without observations has no quantile (NaN) and no point."""
    factor = 1000 if signal.unit == "s" else 1
    return tuple(sorted((one.at.timestamp(), one.value * factor) for one in signal.samples if isfinite(one.value)))


def _milestones(case: Case) -> tuple[tuple[float, str], ...]:
    marks = case.material.incident.milestones
    found: dict[str, datetime] = {
        words: getattr(marks, name).at for name, words in MARKED.items() if getattr(marks, name)
    }
    return tuple((at.timestamp(), f"{words} {at:%H:%M:%S}") for words, at in found.items())


def svg(chart: Chart) -> str:
    """The picture. Labels of milestones stand above the plot, in as many rows as it takes."""
    labels = place([(_x(chart, at), words) for at, words in chart.milestones], WIDTH - RIGHT)
    top = HEAD + ROW * (1 + max((label.row for label in labels), default=-1))
    height = top + PLOT_HEIGHT + FOOT
    ticks = value_ticks(max(value for _, points in chart.lines for _, value in points))
    body = [*_axes(chart, ticks, top), *_curves(chart, ticks[-1], top), *_marks(labels, top)]
    return "\n".join((*_head(chart, height), *body, "</svg>", ""))


def _head(chart: Chart, height: int) -> Iterator[str]:
    marks = ", ".join(words for _, words in chart.milestones) or "none"
    names = ", ".join(name for name, _ in chart.lines)
    yield f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
    yield f"     role='img' aria-labelledby='title desc' {FONT} font-size='12'>"
    yield f"<title id='title'>{escape(chart.title)} over time</title>"
    yield f"<desc id='desc'>{escape(names)} in {escape(chart.unit)}, times in UTC. Milestones: {escape(marks)}.</desc>"
    yield f"<rect width='{WIDTH}' height='{height}' rx='6' fill='{PAPER}' stroke='{GRID}'/>"
    yield f"<text x='{LEFT}' y='26' font-size='15' font-weight='600' fill='{INK}'>{escape(chart.title)} "
    yield f"<tspan font-size='12' font-weight='400' fill='{MUTED}'>({escape(chart.unit)})</tspan></text>"
    yield from _legend(chart)


def _legend(chart: Chart) -> Iterator[str]:
    x = LEFT
    for name, _ in chart.lines:
        yield f"<rect x='{x}' y='38' width='14' height='4' rx='2' fill='{COLOURS[name]}'/>"
        yield f"<text x='{x + 20}' y='44' fill='{MUTED}'>{escape(name)}</text>"
        x += 100


def _axes(chart: Chart, ticks: Sequence[float], top: int) -> Iterator[str]:
    for tick in ticks:
        y = _y(tick, ticks[-1], top)
        yield f"<line x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='{GRID}'/>"
        yield f"<text x='{LEFT - 8}' y='{y + 4:.1f}' text-anchor='end' fill='{MUTED}'>{tick:g}</text>"
    bottom = top + PLOT_HEIGHT
    for at, words in time_ticks(chart.start, chart.end):
        x = _x(chart, at)
        yield f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{bottom}' y2='{bottom + 5}' stroke='{MUTED}'/>"
        yield f"<text x='{x:.1f}' y='{bottom + 19}' text-anchor='middle' fill='{MUTED}'>{words}</text>"
    yield f"<text x='{WIDTH - RIGHT}' y='{bottom + 36}' text-anchor='end' fill='{MUTED}'>time (UTC)</text>"


def _curves(chart: Chart, highest: float, top: int) -> Iterator[str]:
    for name, points in chart.lines:
        path = " ".join(f"{_x(chart, at):.1f},{_y(value, highest, top):.1f}" for at, value in points)
        bottom = top + PLOT_HEIGHT
        if name in ("degraded/s", "failed/s"):
            area = f"{_x(chart, points[0][0]):.1f},{bottom} {path} {_x(chart, points[-1][0]):.1f},{bottom}"
            yield f"<polygon points='{area}' fill='{COLOURS[name]}' fill-opacity='0.18'/>"
        yield (
            f"<polyline points='{path}' fill='none' stroke='{COLOURS[name]}' stroke-width='2' "
            "stroke-linejoin='round' stroke-linecap='round'/>"
        )


def _marks(labels: Sequence[Label], top: int) -> Iterator[str]:
    """All lines first: where one rises past a label, the label's own background hides it."""
    for label in labels:
        y = top - ROW * label.row - 15
        yield (
            f"<line x1='{label.x:.1f}' x2='{label.x:.1f}' y1='{y}' y2='{top + PLOT_HEIGHT}' "
            f"stroke='{INK}' stroke-width='1' stroke-dasharray='3 3' stroke-opacity='0.65'/>"
        )
    for label in labels:
        y = top - ROW * label.row - 6
        left, right = label.span
        anchor, x = ("end", label.x - 4) if label.flipped else ("start", label.x + 4)
        yield f"<rect x='{left + 2:.1f}' y='{y - 11}' width='{right - left - 4:.1f}' height='14' fill='{PAPER}'/>"
        yield f"<text x='{x:.1f}' y='{y}' text-anchor='{anchor}' fill='{INK}'>{escape(label.words)}</text>"


def _x(chart: Chart, at: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at - chart.start) / (chart.end - chart.start)


def _y(value: float, highest: float, top: int) -> float:
    return top + PLOT_HEIGHT * (1 - value / highest)
