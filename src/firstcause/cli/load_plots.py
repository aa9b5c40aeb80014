"""A load as pictures: handshakes a second with those that failed, and the 95th percentile of their latency."""

from __future__ import annotations

from pathlib import Path

from firstcause.load.tally import Tally
from firstcause.record.plots import Chart, svg


def write_plots(folder: Path, tally: Tally) -> None:
    """`handshakes.svg` and `latency.svg`; nothing where nothing was done."""
    points = list(tally.points())
    if not points:
        return
    start, end = float(points[0][0]), float(max(points[-1][0], points[0][0] + 1))
    done = tuple((float(at), float(second.done)) for at, second, _ in points)
    failed = tuple((float(at), float(second.failed)) for at, second, _ in points)
    service = tally.scenario.service
    counts = Chart(f"Handshakes with {service}", "1/s", (("handshakes/s", done), ("failed/s", failed)), (), start, end)
    (folder / "handshakes.svg").write_text(svg(counts), "utf-8")
    latency = tuple((float(at), p95 * 1000) for at, _, p95 in points if p95 is not None)
    if latency:
        chart = Chart(f"Latency p95 of handshakes with {service}", "ms", (("p95", latency),), (), start, end)
        (folder / "latency.svg").write_text(svg(chart), "utf-8")
