"""Spans of two windows as signals: loads with their own part, edges with what is lost on the wire, broken visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from firstcause.diagnose.localise.breaks import breaks
from firstcause.diagnose.localise.signals import Counts, Edge, Load, Signals, Track
from firstcause.diagnose.localise.visits import Traces, Visit, destinations, visits
from firstcause.model.span import Span


@dataclass(slots=True)
class _Sums:
    """Counts by step, being added up."""

    steps: list[list[float]]

    def add(self, step: int, seconds: float, failed: bool) -> None:
        counts = self.steps[step]
        counts[0] += 1
        counts[1] += failed
        counts[2] += seconds

    def counts(self) -> tuple[Counts, ...]:
        return tuple(Counts(*counts) for counts in self.steps)


class _Tally:
    """Sums by key, for one window that is cut into steps."""

    def __init__(self, spans: Sequence[Span], step_seconds: float) -> None:
        self.start = min((s.start for s in spans), default=0.0)
        end = max((s.start for s in spans), default=0.0)
        self.step_seconds = step_seconds
        self.length = int((end - self.start) // step_seconds) + 1
        self.sums: defaultdict[tuple[str, ...], _Sums] = defaultdict(self._empty)

    def _empty(self) -> _Sums:
        return _Sums([[0.0, 0.0, 0.0] for _ in range(self.length)])

    def add(self, key: tuple[str, ...], at: float, seconds: float, failed: bool = False) -> None:
        self.sums[key].add(int((at - self.start) // self.step_seconds), seconds, failed)

    def counts(self, key: tuple[str, ...]) -> tuple[Counts, ...]:
        return self.sums[key].counts() if key in self.sums else ()


def from_spans(before: Iterable[Span], during: Iterable[Span], step_seconds: float = 10.0) -> Signals:
    """The signals that two windows of spans hold. A trace belongs to the window that it is given in."""
    earlier, later = Traces(before), Traces(during)
    known = destinations((earlier, later))
    past, now = visits(earlier, known), visits(later, known)
    usual = _usual_service((*past, *now))
    tallies = (_tallied(earlier, past, usual, step_seconds), _tallied(later, now, usual, step_seconds))
    keys = sorted({key for tally in tallies for key in tally.sums})
    tracks = {key: Track(tallies[0].counts(key), tallies[1].counts(key)) for key in keys}
    loads = tuple(
        Load(service, tracks["served", service, name], name, tracks["own", service, name])
        for kind, service, name in (key[:3] for key in keys)
        if kind == "served"
    )
    edges = tuple(
        Edge(edge[0], edge[2], edge[1], tracks[kind, *edge], tracks["wire", *edge])
        for kind, *edge in keys
        if kind == "waited"
    )
    return Signals(loads, edges, oddities=tuple(breaks(past, now)))


def growth(loads: Iterable[Load]) -> dict[str, float]:
    """By how much each service's requests grew; of those that had requests before."""
    before: defaultdict[str, float] = defaultdict(float)
    during: defaultdict[str, float] = defaultdict(float)
    for load in loads:
        before[load.service] += sum(s.requests for s in load.served.before)
        during[load.service] += sum(s.requests for s in load.served.during)
    return {service: during[service] / requests for service, requests in before.items() if requests}


def _usual_service(seen: Iterable[Visit]) -> dict[tuple[str, str, str], float]:
    """How long each callee usually works on a call, in seconds; for calls whose arrival left no span."""
    served: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
    for visit in seen:
        for call in visit.calls:
            if call.served is not None:
                served[visit.entry.service, call.name, call.callee].append(call.served)
    return {key: median(values) for key, values in served.items()}


def _tallied(
    traces: Traces, seen: Sequence[Visit], usual: dict[tuple[str, str, str], float], step_seconds: float
) -> _Tally:
    tally = _Tally(tuple(traces.spans.values()), step_seconds)
    failed = {(v.trace, v.entry.span) for v in seen if v.failed}
    for visit in seen:
        entry = visit.entry
        passed_on = any((visit.trace, below) in failed for below in visit.visited)
        tally.add(("served", entry.service, entry.name), entry.start, entry.end - entry.start, visit.failed)
        tally.add(("own", entry.service, entry.name), entry.start, visit.own, visit.failed and not passed_on)
        for call in visit.calls:
            edge = (entry.service, call.name, call.callee)
            if call.callee:
                served = usual.get(edge, 0.0) if call.served is None else call.served
                tally.add(("waited", *edge), entry.start, call.waited)
                tally.add(("wire", *edge), entry.start, max(0.0, call.waited - served))
    return tally
