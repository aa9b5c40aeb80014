"""Series and spans in a SQLite file of their own: what was scraped and received, and the answers that follow from it.

It stands apart from the log because it is written every second, may be thrown away, and must never make a page wait.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, func, select

from firstcause.counting.answers import edges
from firstcause.model.evidence import MetricSampled, Sample, Unobserved
from firstcause.model.query import Query
from firstcause.model.span import Span
from firstcause.store import answers, retention, spans
from firstcause.store.database import open_database
from firstcause.store.migrate import SERIES_TABLES
from firstcause.store.recorder import RawSample, Recorder
from firstcause.store.schema import instances

PATIENCE_SECONDS: Final = 90.0
NEAR_SECONDS: Final = 30.0


class SqlSeriesStore:
    """`ports.SeriesStore`, `ports.SpanStore` and `ports.MetricSource`. Threads share it; one process writes series.

    Another process may write spans to the file, and read it.
    """

    def __init__(self, url: str) -> None:
        self._database = open_database(url, SERIES_TABLES)
        self._recorder = Recorder()
        self._recording = threading.Lock()

    def write_scrape(self, instance: str, at: datetime, samples: Iterable[RawSample]) -> None:
        """Keep one whole scrape of one instance, in one transaction: (metric, labels, value), without timestamps."""
        with self._recorded() as connection:
            self._recorder.scrape(connection, instance, at.timestamp(), samples)

    def write(self, metric: str, samples: Iterable[Sample]) -> None:
        """Keep raw samples of one metric, in one transaction; the label `instance` says who was looked at."""
        with self._recorded() as connection:
            self._recorder.samples(connection, metric, samples)

    def write_spans(self, spans_received: Sequence[Span]) -> None:
        """Keep spans; one that is there already is ignored."""
        with self._database.writing() as connection:
            spans.write_spans(connection, spans_received)

    def ask(self, query: Query) -> MetricSampled | Unobserved:
        """The answer, or why there is none.

        A window that ends after the last scrape is answered from what is known by now; asked again later, its last
        moments will have been filled in.
        """
        try:
            with self._database.reading() as connection:
                if query.metric == spans.CALLS:
                    return spans.answer(connection, query, edges(query))
                return answers.answer(connection, query)
        except re.error as error:
            return Unobserved(f"{error.pattern!r} is no regular expression: {error}")

    def settled(self, now: datetime) -> datetime:
        """The last scrape of whichever live instance was scraped longest ago; `now` where nothing is scraped.

        An instance that has not answered for `PATIENCE_SECONDS` is taken as gone: it must not hold up the others.
        """
        alive = instances.c.last_at > now.timestamp() - PATIENCE_SECONDS
        with self._database.reading() as connection:
            last = connection.scalar(select(func.min(instances.c.last_at)).where(alive))
        return now if last is None else min(now, datetime.fromtimestamp(last, UTC))

    def sampled_near(self, query: Query, at: datetime) -> datetime:
        """The stored point of the query's series that is nearest to `at`, within `NEAR_SECONDS`; else `at` itself."""
        with self._database.reading() as connection:
            found = answers.nearest_point(connection, query, at.timestamp())
        near = found is not None and abs(found - at.timestamp()) <= NEAR_SECONDS
        return datetime.fromtimestamp(found, UTC) if found is not None and near else at

    def prune(self, before: datetime) -> None:
        """Forget what is older. Each series keeps the point from which the next ones are counted."""
        with self._recorded() as connection:
            retention.prune(connection, before.timestamp())
            self._recorder.forget()

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()

    @contextmanager
    def _recorded(self) -> Iterator[Connection]:
        """A writing transaction; when it fails, memory must not hold what the file does not."""
        with self._recording:
            try:
                with self._database.writing() as connection:
                    yield connection
            except BaseException:
                self._recorder.forget()
                raise
