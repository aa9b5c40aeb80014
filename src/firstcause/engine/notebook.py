"""Evidence that was seen and may be cited. Only what a fact cites is kept for good.

A probe a second finds an endpoint healthy 86,400 times a day; what nobody cites is forgotten here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from firstcause.eventlog.identity import make_evidence
from firstcause.model.evidence import Evidence, MetricSampled, Observation
from firstcause.model.query import Query
from firstcause.ports import EvidenceStore, MetricSource

REMEMBERED = 4096


class Notebook:
    """The last few thousand observations, by content id. Safe for several threads."""

    def __init__(self, store: EvidenceStore, metrics: MetricSource) -> None:
        self._store = store
        self._metrics = metrics
        self._seen: OrderedDict[str, Evidence] = OrderedDict()
        self._lock = Lock()

    def note(self, source: str, query: str, at: datetime, observation: Observation) -> Evidence:
        """Remember an observation; it becomes durable when a fact cites it."""
        return self._remember(make_evidence(source, query, at, observation))

    def ask(self, query: Query, now: datetime) -> Evidence:
        """Ask the telemetry, and remember the answer, or why there was none."""
        answer = self._metrics.ask(query)
        asked = answer.promql if isinstance(answer, MetricSampled) else query.promql()
        return self._remember(make_evidence("metrics", asked, now, answer, window=query.window))

    def settled(self, now: datetime) -> datetime:
        """Until when the telemetry is complete: a window that ends here is answered alike whenever it is asked."""
        return self._metrics.settled(now)

    def sampled_near(self, query: Query, at: datetime) -> datetime:
        """The moment nearest to `at` at which the query's series were sampled: counts from there are exact."""
        return self._metrics.sampled_near(query, at)

    def keep(self, ids: Iterable[str]) -> None:
        """Make these durable, before the fact that cites them is appended. Raises StorageFullError."""
        with self._lock:
            cited = [self._seen[i] for i in ids if i in self._seen]
        for evidence in cited:
            self._store.put(evidence)

    def _remember(self, evidence: Evidence) -> Evidence:
        with self._lock:
            self._seen[evidence.id] = evidence
            self._seen.move_to_end(evidence.id)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return evidence
