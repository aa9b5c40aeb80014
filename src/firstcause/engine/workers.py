"""Carries out effects: pages, mitigations, documents. Each result is a fact, appended with the effect's completion in
one transaction.

An effect is leased. While we work we keep renewing the lease; if we die, it runs out and whoever is alive takes the
effect over with the same key. Delivery is at least once; a repeat is recognised by its key.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from logging import getLogger
from threading import Event as Flag
from threading import Lock

from firstcause.engine.effects import Outcome, Performer
from firstcause.engine.world import World
from firstcause.model.effect import LeasedEffect
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, StorageFullError

log = getLogger(__name__)

LEASE = timedelta(seconds=5)
RENEW_SECONDS = 1.5
APPEND_TRIES = 8


class Workers:
    """A bounded pool that performs due effects. `changed` is called after each result, to wake the engine."""

    def __init__(
        self, world: World, performer: Performer, owner: str, changed: Callable[[], None], size: int = 4
    ) -> None:
        self._world = world
        self._performer = performer
        self._owner = owner
        self._changed = changed
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="effect")
        self._renewals = ThreadPoolExecutor(size, thread_name_prefix="lease")
        self._size = size
        self._busy = 0
        self._lock = Lock()

    def run_due(self) -> None:
        """Lease what is due, as far as there are free hands, and begin."""
        with self._lock:
            free = self._size - self._busy
        if free <= 0:
            return
        for leased in self._world.effects.lease(self._owner, self._world.clock.now(), LEASE, free):
            with self._lock:
                self._busy += 1
            self._pool.submit(self._perform, leased)

    def close(self) -> None:
        """Begin nothing more; what is under way is left to its lease."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._renewals.shutdown(wait=False, cancel_futures=True)

    def _perform(self, leased: LeasedEffect) -> None:
        done = Flag()
        self._renewals.submit(self._keep_lease, leased, done)
        try:
            outcome = self._performer.perform(leased)
            self._conclude(leased, outcome)
        except (FirstcauseError, OSError) as error:
            # Nothing is lost: the effect goes back into the queue, with the reason beside it.
            log.warning("effect %s, attempt %d: %s", leased.key, leased.attempt, error)
            self._give_back(leased, str(error), timedelta(seconds=min(2**leased.attempt, 60)))
        except Exception:
            log.exception("effect %s, attempt %d: a defect of firstcause", leased.key, leased.attempt)
            self._give_back(leased, "a defect of firstcause; see the log", timedelta(minutes=1))
            raise
        finally:
            done.set()
            with self._lock:
                self._busy -= 1
            self._changed()

    def _conclude(self, leased: LeasedEffect, outcome: Outcome) -> None:
        if outcome.retry_after is not None:
            self._give_back(leased, outcome.reason, outcome.retry_after)
            return
        now = self._world.clock.now()
        for _ in range(APPEND_TRIES):
            events = self._world.log.read(leased.stream)
            try:
                self._world.log.append(leased.stream, len(events), outcome.statements, now=now, completes=leased.key)
            except ConcurrentAppendError:
                continue
            return
        raise ConcurrentAppendError(f"the result of {leased.key} could not be appended")

    def _give_back(self, leased: LeasedEffect, reason: str, after: timedelta) -> None:
        try:
            self._world.effects.retry(leased.key, self._owner, self._world.clock.now() + after, reason)
        except StorageFullError:
            log.warning("effect %s stays leased until its lease runs out: the disk is full", leased.key)

    def _keep_lease(self, leased: LeasedEffect, done: Flag) -> None:
        while not done.wait(RENEW_SECONDS):
            if not self._world.effects.renew(leased.key, self._owner, self._world.clock.now() + LEASE):
                log.warning("effect %s: the lease was lost to another process", leased.key)
                return
