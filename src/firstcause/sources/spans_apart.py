"""Two sources as one: spans stay with whoever received them, all other questions go to the metrics server.

A metrics system could not bear a label with every user in it, so users are counted from spans alone.
"""

from __future__ import annotations

from datetime import datetime

from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Query
from firstcause.model.telemetry import SPAN_CALLS
from firstcause.ports import MetricSource


class SpansApart:
    """`ports.MetricSource` of two."""

    def __init__(self, metrics: MetricSource, spans: MetricSource) -> None:
        self._metrics = metrics
        self._spans = spans

    def ask(self, query: Query) -> MetricSampled | Unobserved:
        """The answer of the one that is asked."""
        return self._of(query).ask(query)

    def settled(self, now: datetime) -> datetime:
        """Of the metrics: spans arrive within a second or two, and nothing waits for them."""
        return self._metrics.settled(now)

    def sampled_near(self, query: Query, at: datetime) -> datetime:
        """By the one that is asked."""
        return self._of(query).sampled_near(query, at)

    def _of(self, query: Query) -> MetricSource:
        return self._spans if query.metric == SPAN_CALLS else self._metrics
