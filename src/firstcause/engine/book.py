"""The incidents and alerts that are open, folded from the log, and the only way to append to them.

The log is the truth: what another process or the API appended is read at every refresh, and an append that lost a
race is not repeated blindly; the caller folds again and decides again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from firstcause.detect.incidents import FiringAlert, is_joined
from firstcause.engine.notebook import Notebook
from firstcause.engine.react import effects_of
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.model.event import Event, Statement
from firstcause.model.facts import AlertFired, AlertResolved, IncidentMerged, IncidentOpened, IncidentResolved
from firstcause.model.incident import Incident
from firstcause.ports import EventLog

ALERT = "alert/"
LONGEST_INCIDENT = timedelta(days=30)  # an incident that was open for longer than this is not searched for


class Book:
    """Open incidents by id, firing alerts by identity."""

    def __init__(self, log: EventLog, notebook: Notebook) -> None:
        self._log = log
        self._notebook = notebook
        self._events: dict[str, list[Event]] = {}
        self._settled: set[tuple[str, datetime]] = set()
        self.incidents: dict[str, Incident] = {}
        self.firing: dict[str, FiringAlert] = {}

    def refresh(self) -> None:
        """Read what is new in every open stream, and forget those that were closed."""
        opened = set(self._log.open_streams().values())
        for stream in set(self._events) - opened:
            del self._events[stream]
        for stream in opened:
            known = self._events.setdefault(stream, [])
            known += self._log.read(stream, known[-1].sequence if known else 0)
        self.incidents = {i.id: i for i in (fold(e) for e in _unclosed(self._events))}
        self.firing = dict(_firing(self._events))

    def append(self, stream: str, statements: Sequence[Statement], now: datetime) -> None:
        """Append with the effects that the facts cause; evidence is made durable first. Then refresh."""
        self._notebook.keep(i for s in statements for i in s.evidence)
        known = self._events.get(stream, [])
        expected = known[-1].sequence if known else self._last_sequence(stream)
        self._log.append(
            stream,
            expected,
            statements,
            now=now,
            effects=effects_of(stream, expected, statements, self.incidents.get(stream.removeprefix(PREFIX)), now),
            open_key=_opens(stream, statements, stream in self._events),
            closes=any(isinstance(s.fact, IncidentResolved | IncidentMerged | AlertResolved) for s in statements),
        )
        self.refresh()

    def settled(self, alert: FiringAlert) -> bool:
        """Whether the alert's last word belongs to an incident that was closed: whoever closed it knew of it.

        Asked of the log, so that a new process does not wake somebody for what a person has settled.
        """
        word = (alert.fact.identity, alert.at)
        if word not in self._settled and any(is_joined(alert, i) for i in self._incidents_since(alert.at)):
            self._settled.add(word)
        return word in self._settled

    def fired_since(self, identity: str, since: datetime) -> int:
        """How often a firing alert has fired since then, its rise from ticket to page not counted."""
        events = self._events.get(f"{ALERT}{identity}", [])
        began = [
            e for before, e in pairwise([None, *events]) if e and isinstance(e.fact, AlertFired) and _was_over(before)
        ]
        return sum(e.occurred_at >= since for e in began)

    def next_incident_id(self, now: datetime) -> str:
        """The day and a number: `2025-11-07-1`."""
        day = now.strftime("%Y-%m-%d")
        taken = [s.rpartition("-")[2] for s in self._log.streams(f"{PREFIX}{day}-")]
        return f"{day}-{max((int(n) for n in taken), default=0) + 1}"

    def _incidents_since(self, at: datetime) -> Iterator[Incident]:
        """Incidents that may have been open at that time, the newest first. An id begins with the day of opening."""
        first_day = f"{PREFIX}{at - LONGEST_INCIDENT:%Y-%m-%d}"
        for stream in reversed(self._log.streams(PREFIX)):
            if stream < first_day:
                return
            yield fold(self._log.read(stream))

    def _last_sequence(self, stream: str) -> int:
        events = self._log.read(stream)
        return events[-1].sequence if events else 0


def _was_over(before: Event | None) -> bool:
    return before is None or isinstance(before.fact, AlertResolved)


def _opens(stream: str, statements: Sequence[Statement], is_open: bool) -> str:
    """The key that this append claims: an incident's own, and for an alert its stream."""
    if is_open:
        return ""
    for statement in statements:
        match statement.fact:
            case IncidentOpened(open_key=key):
                return f"incident {key}"
            case AlertFired():
                return stream
            case _:
                continue
    return ""


def _unclosed(events: Mapping[str, list[Event]]) -> Iterator[list[Event]]:
    """Streams of incidents. One may have been closed by somebody else since we asked what is open."""
    for stream, known in sorted(events.items()):
        if stream.startswith(PREFIX) and not any(isinstance(e.fact, IncidentResolved | IncidentMerged) for e in known):
            yield known


def _firing(events: Mapping[str, list[Event]]) -> list[tuple[str, FiringAlert]]:
    """What each open alert stream said last."""
    found = []
    for stream, known in sorted(events.items()):
        last = known[-1] if stream.startswith(ALERT) and known else None
        if last is not None and isinstance(last.fact, AlertFired):
            found.append((last.fact.identity, FiringAlert(last.fact, last.occurred_at, last.evidence)))
    return found
