"""Evidence that was seen and may be cited. Only what a fact cites is kept for good.

A probe a second finds an endpoint healthy 86,400 times a day; what nobody cites is forgotten here. What somebody still
holds is not, however old it is: a window of three days is counted about once an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from firstcause.eventlog.identity import make_evidence
from firstcause.model.evidence import Evidence, MetricSampled, Observation
from firstcause.model.query import Query
from firstcause.ports import EvidenceStore, MetricSource

PAGE = timedelta(minutes=1)


class Notebook:
    """The observations of the last minute or two, and those that are held, by content id. For one thread."""

    def __init__(self, store: EvidenceStore, metrics: MetricSource) -> None:
        self._store = store
        self._metrics = metrics
        self._page: dict[str, Evidence] = {}
        self._page_before: dict[str, Evidence] = {}
        self._turn_at: datetime | None = None

    def turn(self, now: datetime, held: Callable[[], Iterable[str]]) -> None:
        """Turn the page when it is full: what stands on the one before is forgotten, but for what is held."""
        if self._turn_at is not None and now < self._turn_at:
            return
        self._turn_at = now + PAGE
        known = self._page_before | self._page
        self._page_before, self._page = self._page, {i: known[i] for i in held() if i in known}

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
        for i in ids:
            evidence = self._page.get(i) or self._page_before.get(i)
            if evidence is not None:
                self._store.put(evidence)

    def _remember(self, evidence: Evidence) -> Evidence:
        self._page[evidence.id] = evidence
        return evidence
