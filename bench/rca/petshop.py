"""PetShop: nodes by window of five minutes (latency, availability, requests), and the graph of callees.

The windows are named by their start. A window is past when it ended before the alarm; the one in which the alarm
falls, and all after it, belong to the incident.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from firstcause.diagnose.localise.signals import Alarm, AlarmKind, Counts, Edge, Load, Signals, Track
from rca.cases import Case, Masks, Record
from rca.table import Row, number, rows

WINDOW_SECONDS = 300.0
WINDOWS = 5  # of a case
STATISTICS = {("latency", "Average"), ("availability", "Average"), ("requests", "Sum")}
ALARM_KINDS: dict[object, AlarmKind] = {"latency": "latency", "availability": "errors"}

Seen = dict[tuple[str, float], dict[str, float]]  # (node, window) -> metric -> value


def case(folder: Path, record: Record) -> Case:
    """A case by its line in cases.jsonl."""
    name, scenario = str(record["case"]), str(record["scenario"])
    seen = _seen(rows(folder / "petshop" / "cases" / f"{name}.parquet"))
    alarm_time = float(str(record["alarm_time"]))
    windows = sorted({t for _, t in seen})
    border = sum(1 for t in windows if t + WINDOW_SECONDS <= alarm_time)
    return _case(folder / "petshop" / scenario, name, seen, windows, max(border, 1), record)


def normal(folder: Path, scenario: str, alarm: Record) -> Iterator[Case]:
    """Windows in which nothing was wrong, cut as cases are."""
    path = folder / "petshop" / scenario
    seen = _seen(rows(path / "normal.parquet"))
    windows = sorted({t for _, t in seen})
    for start in range(0, len(windows) - WINDOWS, WINDOWS):
        cut = windows[start : start + WINDOWS]
        yield _case(path, f"{scenario}-normal-{start}", seen, cut, 1, alarm)


def _seen(table: Iterable[Row]) -> Seen:
    seen: defaultdict[tuple[str, float], dict[str, float]] = defaultdict(dict)
    for row in table:
        value, at = number(row["value"]), number(row["t"])
        if value is not None and at is not None and (row["metric"], row["stat"]) in STATISTICS:
            seen[str(row["node"]), at][str(row["metric"])] = value
    return dict(seen)


def _case(path: Path, name: str, seen: Seen, windows: Sequence[float], border: int, record: Record) -> Case:
    mask = Masks(name)
    graph: dict[str, list[str]] = json.loads((path / "graph.json").read_text())
    nodes = sorted({node for node, _ in seen} | set(graph))
    loads = tuple(Load(mask(n), _track(n, seen, windows, border)) for n in nodes)
    edges = tuple(Edge(mask(a), mask(b)) for a, callees in graph.items() for b in callees)
    alarm = Alarm(mask(str(record["alarm_node"])), ALARM_KINDS.get(record["alarm_metric"], "any"))
    return Case(name, "petshop", Signals(loads, edges), alarm, mask.real)


def _track(node: str, seen: Seen, windows: Sequence[float], border: int) -> Track:
    counts = [_counts(seen.get((node, t), {})) for t in windows]
    return Track(tuple(counts[:border]), tuple(counts[border:]))


def _counts(values: dict[str, float]) -> Counts:
    requests = values.get("requests", 0.0)
    failed = requests * (1 - values.get("availability", 100.0) / 100)
    return Counts(requests, failed, requests * values.get("latency", 0.0))
