"""The event log and the effect queue in memory, with the same promises as the one on disk.

It knows sequences, keys and leases, and refuses what the real one refuses; one suite of tests is run against both.
Only durability is missing: it lives as long as the object does, which is how a test survives a crash of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock

from firstcause.model.effect import KeyedEffect, LeasedEffect
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, OpenKeyTakenError
from firstcause.model.event import Event, Statement


@dataclass(frozen=True, slots=True)
class QueuedEffect:
    """An effect and what became of it so far. `leased_until` is None while nobody is at it."""

    wanted: KeyedEffect
    due_at: datetime
    attempts: int = 0
    owner: str = ""
    trouble: str = ""  # why it was given back
    leased_until: datetime | None = None
    done: bool = False
    begun: bool = False  # stays, whoever leases it next

    def free(self, now: datetime) -> bool:
        """Whether it may be leased: due and in nobody's hands, or in the hands of somebody whose lease ran out."""
        if self.done:
            return False
        return self.due_at <= now if self.leased_until is None else self.leased_until <= now


class MemoryLog:
    """`ports.EventLog` and `ports.EffectQueue`. Threads may share it."""

    def __init__(self) -> None:
        self._events: dict[str, list[Event]] = {}
        self._open: dict[str, str] = {}
        self._effects: dict[str, QueuedEffect] = {}
        self._lock = RLock()

    def append(
        self,
        stream: str,
        expected: int,
        statements: Sequence[Statement],
        *,
        now: datetime,
        effects: Sequence[KeyedEffect] = (),
        completes: str = "",
        open_key: str = "",
        closes: bool = False,
    ) -> list[Event]:
        """All or nothing; see the port. Everything is checked before anything is changed."""
        with self._lock:
            self._check(stream, expected, completes)
            still_open = {key: s for key, s in self._open.items() if not (closes and s == stream)}
            if open_key in still_open:
                raise OpenKeyTakenError(f"an open stream already holds the key {open_key!r}")
            added = [
                Event(stream, number, s.occurred_at, now, s.actor, s.fact, s.evidence)
                for number, s in enumerate(statements, expected + 1)
            ]
            if added:
                self._events.setdefault(stream, []).extend(added)
            self._open = {**still_open, **({open_key: stream} if open_key else {})}
            self._hand_over(effects, completes)
            return added

    def read(self, stream: str, after: int = 0) -> list[Event]:
        """The stream's events with a sequence above `after`, in order."""
        with self._lock:
            return self._events.get(stream, [])[after:]

    def streams(self, prefix: str) -> list[str]:
        """Names of all streams that begin with `prefix`, sorted."""
        with self._lock:
            return sorted(stream for stream in self._events if stream.startswith(prefix))

    def open_streams(self) -> Mapping[str, str]:
        """open_key -> stream, for everything that is open."""
        with self._lock:
            return dict(self._open)

    def lease(self, owner: str, now: datetime, lease_for: timedelta, limit: int = 8) -> list[LeasedEffect]:
        """Take due effects, the longest due first, and those whose lease has run out."""
        with self._lock:
            free = sorted((e for e in self._effects.values() if e.free(now)), key=lambda e: (e.due_at, e.wanted.key))
            return [self._lease(effect, owner, now + lease_for) for effect in free[:limit]]

    def renew(self, key: str, owner: str, until: datetime) -> bool:
        """Keep a lease while working; False when it was lost."""
        with self._lock:
            if mine := self._held(key, owner):
                self._effects[key] = replace(mine, leased_until=until)
            return mine is not None

    def begin(self, key: str, owner: str) -> bool:
        """Whether it is this owner's to begin, once for good."""
        with self._lock:
            mine = self._held(key, owner)
            if mine is None or mine.begun:
                return False
            self._effects[key] = replace(mine, begun=True)
            return True

    def retry(self, key: str, owner: str, at: datetime, reason: str) -> None:
        """Give the effect back, to be tried again at `at`; a lost lease is left to whoever has it now."""
        with self._lock:
            if mine := self._held(key, owner):
                self._effects[key] = replace(mine, due_at=at, owner="", leased_until=None, trouble=reason)

    def pending(self) -> int:
        """How many effects are not done."""
        with self._lock:
            return sum(not effect.done for effect in self._effects.values())

    def _check(self, stream: str, expected: int, completes: str) -> None:
        last = len(self._events.get(stream, []))
        if last != expected:
            raise ConcurrentAppendError(f"{stream} stands at {last}, not at {expected}: somebody else appended first")
        if completes and completes not in self._effects:
            raise FirstcauseError(f"no effect has the key {completes!r}")
        if completes and self._effects[completes].done:
            raise ConcurrentAppendError(f"the effect {completes!r} was completed by somebody else")

    def _hand_over(self, wanted: Sequence[KeyedEffect], completes: str) -> None:
        if completes:
            self._effects[completes] = replace(self._effects[completes], done=True, owner="", leased_until=None)
        for effect in wanted:
            self._effects.setdefault(effect.key, QueuedEffect(effect, effect.due_at))

    def _lease(self, effect: QueuedEffect, owner: str, until: datetime) -> LeasedEffect:
        taken = replace(effect, attempts=effect.attempts + 1, owner=owner, leased_until=until)
        wanted = effect.wanted
        self._effects[wanted.key] = taken
        return LeasedEffect(wanted.key, wanted.stream, wanted.effect, taken.attempts, until, owner, taken.begun)

    def _held(self, key: str, owner: str) -> QueuedEffect | None:
        """The effect, when this owner still has its lease."""
        effect = self._effects.get(key)
        return effect if effect and effect.leased_until is not None and effect.owner == owner else None
