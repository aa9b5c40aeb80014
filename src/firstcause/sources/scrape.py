"""Scrapes metrics targets at a fixed interval and hands each answer to a sink.

It knows HTTP and the clock; what the samples mean and where they are kept is the sink's affair. A target that fails
is a sample too (`up` 0) and a reason in `health()`, never an exception out of the threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException

from firstcause.model.errors import FirstcauseError
from firstcause.sources.exposition import Exposition
from firstcause.sources.metrics_client import MetricsClient

Sink = Callable[[str, datetime, Iterable[tuple[str, Mapping[str, str], float]]], None]
"""Takes one scrape: instance (`host:port`), when it was answered, its samples. Called by one thread at a time."""

MAX_CONCURRENT = 16
WATCH_SECONDS = 0.5  # how often overdue scrapes are looked for
ABORT_SECONDS = 0.05  # between two tries to end the last scrapes


@dataclass(frozen=True, slots=True)
class ScrapeTarget:
    """A URL in Prometheus' text format, and the service that answers there."""

    service: str
    url: str


class _Target:
    """One target's connection, learned series and record of failures. One scrape at a time."""

    def __init__(self, target: ScrapeTarget, timeout_seconds: float) -> None:
        self.url = target.url
        self.labels = {"service": target.service}
        self.client = MetricsClient(target.url, timeout_seconds)
        self.exposition = Exposition(self.labels)
        self.failures = 0
        self.problem = "not scraped yet"
        self.running: Future[None] | None = None
        self.begun = 0.0

    def settle(self) -> bool:
        """True when nothing is under way. What went wrong outside the scrape itself (the sink) is recorded here."""
        if self.running is None or not self.running.done():
            return self.running is None
        error = self.running.exception()
        self.running = None
        if error is not None:
            self.fail(f"could not keep the samples: {_describe(error)}")
        return True

    def fail(self, problem: str) -> None:
        self.failures += 1
        self.problem = problem


class Scraper:
    """Scrapes all `targets` every `interval_seconds`, concurrently; a slow target delays nobody but itself.

    An answer takes at most `timeout_seconds`. Series without a `service` label get the target's.
    """

    def __init__(
        self, targets: Sequence[ScrapeTarget], interval_seconds: float, sink: Sink, *, timeout_seconds: float = 2.0
    ) -> None:
        self._targets = [_Target(target, timeout_seconds) for target in targets]
        self._interval_seconds = interval_seconds
        self._timeout_seconds = timeout_seconds
        self._sink = sink
        self._sink_lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scraper", daemon=True)

    def start(self) -> None:
        """Begin to scrape; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until the last scrape has left. A scraper is started once."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        for target in self._targets:
            target.client.close()

    def health(self) -> Mapping[str, str]:
        """url -> what went wrong at its last scrape, "" when it went well."""
        return {target.url: target.problem for target in self._targets}

    def failures(self) -> Mapping[str, int]:
        """url -> how many scrapes failed since the start."""
        return {target.url: target.failures for target in self._targets}

    def _run(self) -> None:
        due = time.monotonic()
        with ThreadPoolExecutor(min(len(self._targets), MAX_CONCURRENT) or 1, "scrape") as pool:
            while not self._stopped.wait(max(0.0, min(due - time.monotonic(), WATCH_SECONDS))):
                self._abort_overdue()
                if time.monotonic() < due:
                    continue
                self._begin(pool)
                due = max(due + self._interval_seconds, time.monotonic())  # rounds missed are not made up for
            self._abort_all()

    def _begin(self, pool: ThreadPoolExecutor) -> None:
        for target in self._targets:
            if target.settle():
                target.begun = time.monotonic()
                target.running = pool.submit(self._scrape, target)

    def _abort_overdue(self) -> None:
        """A socket's timeout counts from byte to byte: an answer that dribbles is cut here."""
        oldest = time.monotonic() - self._timeout_seconds - WATCH_SECONDS
        for target in self._targets:
            if not target.settle() and target.begun < oldest:
                target.client.abort()

    def _abort_all(self) -> None:
        """Until none is under way: one that was about to connect has nothing to abort yet, and is met again."""
        while under_way := [target for target in self._targets if not target.settle()]:
            for target in under_way:
                target.client.abort()
            wait([target.running for target in under_way if target.running], ABORT_SECONDS)

    def _scrape(self, target: _Target) -> None:
        if self._stopped.is_set():
            return
        try:
            text, at = target.client.fetch()
            samples = target.exposition.parse(text)
        except (FirstcauseError, OSError, HTTPException) as error:
            if not self._stopped.is_set():
                target.fail(_describe(error))
                self._hand_over(target, datetime.now(UTC), [("up", target.labels, 0.0)])
            return
        self._hand_over(target, at, [*samples, ("up", target.labels, 1.0)])
        target.problem = ""

    def _hand_over(
        self, target: _Target, at: datetime, samples: Iterable[tuple[str, Mapping[str, str], float]]
    ) -> None:
        with self._sink_lock:
            self._sink(target.client.instance, at, samples)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
