"""Telemetry that a test writes by hand: counters that grow steadily from one moment to another.

It answers `increase` and `rate` exactly, by arithmetic, with labels, matchers, groups and steps as the port asks for.
It refuses to answer quantiles and distinct values, since no histogram and no label set is behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled, Sample, Unobserved
from firstcause.model.query import Matcher, Query
from firstcause.model.window import Window


@dataclass(frozen=True, slots=True)
class Flow:
    """A counter that grows by `per_second` in (start, end]; `end` None: until further notice."""

    metric: str
    labels: Mapping[str, str]
    per_second: float
    start: datetime
    end: datetime | None = None

    def growth(self, window: Window) -> float:
        """By how much it grew in the window."""
        end = min(window.end, self.end) if self.end else window.end
        return self.per_second * max((end - max(window.start, self.start)).total_seconds(), 0.0)


@dataclass(slots=True)
class ScriptedTelemetry:
    """`ports.MetricSource` over flows. While `silence` holds a reason, nothing can be asked."""

    flows: list[Flow] = field(default_factory=list)
    silence: str = ""
    lag: timedelta = timedelta()  # how long after the fact everything is known

    def begin(self, metric: str, per_second: float, start: datetime, **labels: str) -> Flow:
        """From now on this counter grows; a rate of 0 says that it is there and was looked at."""
        flow = Flow(metric, labels, per_second, start)
        self.flows.append(flow)
        return flow

    def requests(self, service: str, per_second: float, start: datetime, outcome: str = "ok") -> Flow:
        """Requests that the service answers with this outcome."""
        return self.begin(f"{telemetry.SERVER_DURATION}_count", per_second, start, service=service, outcome=outcome)

    def calls(self, caller: str, callee: str, per_second: float, start: datetime, outcome: str = "ok") -> Flow:
        """Calls from one service to another that end like this."""
        labels = {"service": caller, "callee": callee, "outcome": outcome}
        return self.begin(f"{telemetry.CLIENT_DURATION}_count", per_second, start, **labels)

    def failed_handshakes(self, caller: str, peer: str, per_second: float, start: datetime, reason: str = "") -> Flow:
        """Handshakes that fail at the caller, in its library's words."""
        labels = {"side": "client", "service": caller, "peer": peer, "reason": reason}
        return self.begin(telemetry.HANDSHAKE_FAILURES, per_second, start, **labels)

    def end(self, flow: Flow, at: datetime) -> None:
        """The counter no longer grows."""
        self.flows[self.flows.index(flow)] = replace(flow, end=at)

    def settled(self, now: datetime) -> datetime:
        """Everything is in at once, or `lag` later."""
        return now - self.lag

    def sampled_near(self, query: Query, at: datetime) -> datetime:  # noqa: ARG002 - the port's signature
        """Sampled without end."""
        return at

    def ask(self, query: Query) -> MetricSampled | Unobserved:
        """The answer by arithmetic, or why there is none."""
        if self.silence:
            return Unobserved(self.silence)
        if query.function not in ("increase", "rate"):
            return Unobserved(f"scripted telemetry has no {query.function}")
        family = [f for f in self.flows if f.metric == query.metric and f.start < query.window.end]
        if not family:
            return Unobserved(f"no series {query.metric} in the window")
        chosen = [f for f in family if all(_holds(m, f.labels.get(m.label, "")) for m in query.matchers)]
        return MetricSampled(query, tuple(_samples(query, chosen)), "1", len(chosen))


def _holds(matcher: Matcher, value: str) -> bool:
    match matcher.comparison:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return re.fullmatch(matcher.value, value) is not None


def _samples(query: Query, flows: list[Flow]) -> list[Sample]:
    """One sample a group and step; one group of zeros where nothing matches."""
    groups: dict[tuple[str, ...], list[Flow]] = {}
    for flow in flows:
        groups.setdefault(tuple(flow.labels.get(name, "") for name in query.by), []).append(flow)
    if not groups:
        return [Sample(0.0, step.end) for step in _steps(query)]
    return [
        Sample(_grown(query, members, step), step.end, dict(zip(query.by, group, strict=True)))
        for group, members in sorted(groups.items())
        for step in _steps(query)
    ]


def _grown(query: Query, flows: list[Flow], step: Window) -> float:
    growth = sum(flow.growth(step) for flow in flows)
    return growth / step.seconds if query.function == "rate" else growth


def _steps(query: Query) -> list[Window]:
    """The window, or its steps; the last may be shorter."""
    window, seconds = query.window, query.step_seconds
    if not seconds:
        return [window]
    step, start, found = timedelta(seconds=seconds), window.start, []
    while start < window.end:
        found.append(Window(start, min(start + step, window.end)))
        start += step
    return found
