"""Nezha: spans and log lines of two minutes, those of one fault-free minute of the day, and an hour of metrics."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from firstcause.diagnose.localise.logs import Line, log_oddities
from firstcause.diagnose.localise.signals import Alarm, Counts, Edge, Gauge, GaugeKind, Load, Signals, Track
from firstcause.diagnose.localise.spans import from_spans, growth
from firstcause.model.span import Span
from rca.cases import Case, Masks, Record, Rename
from rca.table import Row, number, rows

FOLDERS = {"nezha-ob": "OB", "nezha-tt": "TT"}
GAUGES: tuple[tuple[str, GaugeKind, str], ...] = (
    ("CpuUsage(m)", "cpu", "millicores"),
    ("MemoryUsage(Mi)", "memory", "MiB"),
)
# Spring answers an unhandled exception through this handler: the only word on status that these spans hold.
ERROR_HANDLER = "BasicErrorController.error"


def case(folder: Path, record: Record) -> Case:
    """A case by its line in cases.jsonl."""
    name, group = str(record["case"]), str(record["dataset"])
    base = folder / "nezha" / FOLDERS[group]
    mask = Masks(name)
    here, past = base / "cases" / name, f"baseline_{record['day']}"
    before = _spans(rows(base / f"{past}_trace.parquet"), mask)
    during = _spans(rows(here / "trace.parquet"), mask)
    metrics, alarm_time = rows(here / "metrics.parquet"), float(str(record["alarm_time"]))
    traced = from_spans(before, during) if during else _untraced(before, metrics, alarm_time, mask)
    gauges = tuple(_gauges(metrics, alarm_time, mask))
    lines_before, lines_during = (_lines(rows(p), mask) for p in (base / f"{past}_log.parquet", here / "log.parquet"))
    lines = log_oddities(lines_before, lines_during, growth(traced.loads)) if lines_during else ()
    signals = Signals(traced.loads, traced.edges, gauges, (*traced.oddities, *lines))
    return Case(name, group, signals, Alarm(), mask.real)


def _spans(table: Iterable[Row], mask: Rename) -> list[Span]:
    spans = {(str(r["trace"]), str(r["span"])): _span(r, mask) for r in table}
    failed = {_entry(spans, key) for key, span in spans.items() if span.name == ERROR_HANDLER}
    return [_failed(span) if key in failed else span for key, span in spans.items()]


def _span(row: Row, mask: Rename) -> Span:
    start = (number(row["start_ns"]) or 0.0) / 1e9
    return Span(
        trace=str(row["trace"]),
        span=str(row["span"]),
        parent=str(row["parent"]),
        service=mask(str(row["service"])),
        name=str(row["op"]),
        kind="",
        callee="",
        outcome="ok",
        user="",
        start=start,
        end=start + (number(row["dur_ms"]) or 0.0) / 1e3,
    )


def _entry(spans: dict[tuple[str, str], Span], key: tuple[str, str]) -> tuple[str, str]:
    """The span with which a span's service was entered."""
    span = spans[key]
    parent = spans.get((span.trace, span.parent))
    return _entry(spans, (span.trace, span.parent)) if parent and parent.service == span.service else key


def _failed(span: Span) -> Span:
    fields = (span.trace, span.span, span.parent, span.service, span.name, span.kind, span.callee)
    return Span(*fields, "failed", span.user, span.start, span.end)


def _untraced(before: list[Span], metrics: Iterable[Row], alarm_time: float, mask: Rename) -> Signals:
    """Without spans of the incident: loads by service from the metrics, and the graph of the fault-free minute.

    The metrics hold no sum of durations; their p90 stands for the mean, before and since.
    """
    loads = []
    for service, seen in _by_service(metrics).items():
        steps = [(number(r["t"]) or 0.0, _counts(r)) for r in seen]
        past = tuple(c for at, c in steps if at <= alarm_time)
        loads.append(Load(mask(service), Track(past, tuple(c for at, c in steps if at > alarm_time))))
    edges = {(e.caller, e.callee) for e in from_spans(before, ()).edges}
    return Signals(tuple(loads), tuple(Edge(*ends) for ends in sorted(edges)))


def _counts(row: Row) -> Counts:
    requests = 60 * (number(row["PodWorkload(Ops)"]) or 0.0)
    return Counts(requests, 0.0, requests * (number(row["PodServerLatencyP90(s)"]) or 0.0))


def _by_service(table: Iterable[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(table, key=lambda r: number(r["t"]) or 0.0):
        found[str(row["service"])].append(row)
    return found


def _gauges(table: Iterable[Row], alarm_time: float, mask: Rename) -> Iterator[Gauge]:
    for service, seen in _by_service(table).items():
        for column, kind, unit in GAUGES:
            values = [(number(r["t"]) or 0.0, v) for r in seen if (v := number(r[column])) is not None]
            before = tuple(v for at, v in values if at <= alarm_time)
            yield Gauge(mask(service), kind, unit, before, tuple(v for at, v in values if at > alarm_time))


def _lines(table: Iterable[Row], mask: Rename) -> list[Line]:
    return [Line(mask(str(r["svc"])), _text(str(r["Log"]))) for r in table]


def _text(record: str) -> str:
    """What the container runtime wrapped."""
    try:
        return str(json.loads(record)["log"])
    except (ValueError, KeyError, TypeError):
        return record
