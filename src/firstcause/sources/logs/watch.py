"""Follows the logs of all services in a thread of its own, and answers what a window of them says.

A source that fails is a problem with a reason, and hides no other. Where nothing at all could be read, the answer is
`Unobserved`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from logging import getLogger
from typing import Final, Protocol

from firstcause.model.evidence import Unobserved
from firstcause.model.logs import LogTally
from firstcause.model.service import LogKind, LogPlace
from firstcause.model.window import Window
from firstcause.sources.logs.decode import decode_line
from firstcause.sources.logs.files import FileLogs
from firstcause.sources.logs.journald import JournalLogs
from firstcause.sources.logs.ledger import ServiceLedger, worth_reading

MAX_LINES: Final = 20_000  # of one place in one look; what is more is read with the next
MAX_PROBLEMS: Final = 50
JOIN_SECONDS: Final = 5.0

log = getLogger(__name__)


class Lines(Protocol):
    """One place of lines."""

    def poll(self) -> Iterator[str]:
        """Lines since the last look."""
        ...

    def problems(self) -> tuple[str, ...]:
        """What stood in the way at the last look."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def lines_of(place: LogPlace) -> Lines:
    """The reader for this kind of place."""
    match place.kind:
        case LogKind.JOURNALD:
            return JournalLogs(place.name)
        case LogKind.FILE | LogKind.DOCKER:
            return FileLogs(place.name, wrapped=place.kind is LogKind.DOCKER)


class LogWatch:
    """Reads `places` (service -> where its lines are) every `interval_seconds`. Implements the port `LogSource`."""

    def __init__(
        self,
        places: Mapping[str, Sequence[LogPlace]],
        interval_seconds: float,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sources = [(service, lines_of(place)) for service, all_ in places.items() for place in all_]
        self._ledgers = {service: ServiceLedger(service) for service, all_ in places.items() if all_}
        self._interval_seconds = interval_seconds
        self._now = now
        self._lock = threading.Lock()
        self._problems: tuple[str, ...] = ()
        self._looked = 0
        self._read_any = False
        self._blind = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)

    def start(self) -> None:
        """Begin to follow; returns at once. Nothing is begun where no log is named."""
        if self._sources:
            self._thread.start()

    def stop(self) -> None:
        """Stop, and give files and child processes back. A watch is started once."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(JOIN_SECONDS)
        for _, source in self._sources:
            source.close()

    def look(self) -> None:
        """Read what is new everywhere. The thread does this; so may a test."""
        problems: list[str] = []
        in_trouble = 0
        for service, source in self._sources:
            self._read(service, source)
            found = source.problems()
            in_trouble += bool(found)
            problems += (f"{service}: {problem}" for problem in found)
        now = self._now()
        with self._lock:
            self._problems = tuple(problems[:MAX_PROBLEMS])
            self._blind = in_trouble == len(self._sources) and not self._read_any
            self._looked += 1
            for ledger in self._ledgers.values():
                ledger.forget(now)

    def tally(self, window: Window, before: Window) -> LogTally | Unobserved:
        """What the window's lines say, service by service; or why none could be read."""
        if not self._sources:
            return Unobserved("logs: no service has any, see `logs` in [service.NAME]")
        with self._lock:
            if self._blind:
                return Unobserved(f"logs: {self._problems[0]}")
            if not self._looked:
                return Unobserved("logs: not read yet")
            ledgers = self._ledgers.values()
            handshakes = [lines for ledger in ledgers for lines in ledger.handshakes(window, before)]
            templates = [lines for ledger in ledgers for lines in ledger.templates(window, before)]
            problems = self._problems
        handshakes.sort(key=lambda h: -h.count)
        templates.sort(key=lambda t: t.count_before - t.count)
        return LogTally(window, before, tuple(handshakes), tuple(templates), problems)

    def problems(self) -> Sequence[str]:
        """What stood in the way at the last look, each with its service."""
        with self._lock:
            return self._problems

    def _read(self, service: str, source: Lines) -> None:
        ledger, now = self._ledgers[service], self._now()
        for text in islice(source.poll(), MAX_LINES):
            if not text.strip():
                continue
            if not worth_reading(text):
                self._read_any = True
                continue
            line = decode_line(service, text, now)
            if line.at == now and not self._looked:
                continue  # from before our start, and who knows since when: it is no news
            with self._lock:
                self._read_any = True
                ledger.take(line, now)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
            except Exception:  # a line that nobody foresaw must not end the watch of all logs
                log.exception("a look at the logs failed; the next one goes on behind it")
            self._stopped.wait(self._interval_seconds)
