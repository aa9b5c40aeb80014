"""Spans as visits: what happens between a request's arrival at a service and its answer, all of that service's spans
together.

A visit's own time is its duration less the time in which it had a call under way; calls at once count once. A span
that usually has a child in another service is a call even where this one has none: its request was lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firstcause.model.span import Span

Place = tuple[str, str]  # service, span name

# A span name is a call when at least this share of its spans has a child in another service.
USUALLY = 0.5


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call: its client span's length in seconds, and what the callee itself took; `callee` is "" where the request
    did not arrive and the name does not tell where it was going."""

    callee: str
    name: str
    waited: float
    served: float | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A request's stay at a service. `path` are the names of its spans in the order of their first start."""

    trace: str
    entry: Span
    own: float
    path: tuple[str, ...]
    calls: tuple[Outgoing, ...]
    visited: tuple[str, ...]  # the entry spans of the visits that it caused, in order

    @property
    def failed(self) -> bool:
        """Whether it was answered with a failure."""
        return self.entry.outcome == "failed"


class Traces:
    """Spans, indexed: children by parent, in the order of their start."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = {(s.trace, s.span): s for s in spans}
        self.children: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
        for span in sorted(self.spans.values(), key=lambda s: s.start):
            self.children[(span.trace, span.parent)].append(span)

    def entries(self) -> Iterator[Span]:
        """Spans whose parent is another service's, or nobody's."""
        for span in self.spans.values():
            parent = self.spans.get((span.trace, span.parent))
            if parent is None or parent.service != span.service:
                yield span

    def arrivals(self, span: Span) -> list[Span]:
        """A span's children in other services."""
        return [c for c in self.children.get((span.trace, span.span), ()) if c.service != span.service]

    def within(self, entry: Span) -> list[Span]:
        """The entry and all that happens below it in the same service, in the order of their start."""
        found, waiting = [], [entry]
        while waiting:
            span = waiting.pop()
            found.append(span)
            waiting += (c for c in self.children.get((span.trace, span.span), ()) if c.service == span.service)
        return sorted(found, key=lambda s: s.start)


def destinations(traces: Sequence[Traces]) -> dict[Place, str]:
    """Where the calls of each name go; "" where they go to several services. Names that call nobody are left out."""
    going: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for each in traces:
        for span in each.spans.values():
            arrivals = each.arrivals(span)
            going[span.service, span.name].update({a.service for a in arrivals} or {span.callee or ""})
    return {place: _destination(seen) for place, seen in going.items() if 1 - seen[""] / seen.total() >= USUALLY}


def _destination(seen: Counter[str]) -> str:
    callees = [name for name in seen if name]
    return callees[0] if len(callees) == 1 else ""


def visits(traces: Traces, known: dict[Place, str]) -> list[Visit]:
    """Every visit in the traces."""
    return [_visit(traces, entry, known) for entry in traces.entries()]


def _visit(traces: Traces, entry: Span, known: dict[Place, str]) -> Visit:
    spans = traces.within(entry)
    calls, busy, visited = [], [], []
    for span in spans:
        arrivals = traces.arrivals(span)
        visited += [a.span for a in arrivals]
        if span is entry:
            busy += [(a.start, a.end) for a in arrivals]
        elif arrivals or (span.service, span.name) in known:
            busy.append((span.start, span.end))
            calls.append(_outgoing(span, arrivals, known))
    own = max(0.0, entry.end - entry.start - _covered(busy, entry.start, entry.end))
    path = tuple(dict.fromkeys(s.name for s in spans))
    return Visit(entry.trace, entry, own, path, tuple(calls), tuple(visited))


def _outgoing(span: Span, arrivals: Sequence[Span], known: dict[Place, str]) -> Outgoing:
    waited = span.end - span.start
    if not arrivals:
        return Outgoing(span.callee or known.get((span.service, span.name), ""), span.name, waited, None)
    served = sum(a.end - a.start for a in arrivals)
    return Outgoing(arrivals[0].service, span.name, waited, served)


def _covered(intervals: Sequence[tuple[float, float]], start: float, end: float) -> float:
    """The length of the union of intervals, between `start` and `end`."""
    covered, reached = 0.0, start
    for begin, finish in sorted(intervals):
        begin, finish = max(begin, reached), min(finish, end)
        if finish > begin:
            covered, reached = covered + finish - begin, finish
    return covered
