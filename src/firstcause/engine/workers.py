"""The hands: a bounded pool of threads that run errands, and keep their leases meanwhile.

While we work we keep renewing the lease; if we die, it runs out, and whoever is alive takes the effect over with the
same key. What an errand is, `errands` knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from logging import getLogger
from threading import Condition
from threading import Event as Flag

from firstcause.engine.effects import Performer
from firstcause.engine.errands import LEASE, Errands
from firstcause.engine.world import World
from firstcause.model.effect import LeasedEffect
from firstcause.model.errors import FirstcauseError

log = getLogger(__name__)

RENEW_SECONDS = 1.0  # a third of the lease: two renewals may fail before it is lost
FINISH_SECONDS = 2.0


class Workers:
    """A bounded pool that performs due effects. `changed` is called after each result, to wake the engine."""

    def __init__(
        self, world: World, performer: Performer, owner: str, changed: Callable[[], None], size: int = 4
    ) -> None:
        self._world = world
        self._errands = Errands(world, performer, owner)
        self._owner = owner
        self._changed = changed
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="effect")
        self._renewals = ThreadPoolExecutor(size, thread_name_prefix="lease")
        self._size = size
        self._in_hand: set[str] = set()  # keys
        self._full_since: float | None = None
        self._changing = Condition()

    def run_due(self) -> None:
        """Lease what is due, as far as there are free hands, and begin."""
        with self._changing:
            free = self._size - len(self._in_hand)
        if free <= 0:
            return
        for leased in self._world.effects.lease(self._owner, self._world.clock.now(), LEASE, free):
            if self._take(leased.key):
                self._pool.submit(self._perform, leased)

    def stuck(self, for_seconds: float) -> bool:
        """Whether all hands have been full for so long: nobody would send the next page."""
        with self._changing:
            return self._full_since is not None and time.monotonic() - self._full_since > for_seconds

    def finish(self, within_seconds: float = FINISH_SECONDS) -> bool:
        """Wait for what is under way; False when it takes longer."""
        with self._changing:
            return self._changing.wait_for(lambda: not self._in_hand, within_seconds)

    def give_back(self) -> int:
        """Let others take over at once what did not finish; returns how much that is. Only before the process ends:
        whoever takes over must not find us at it still."""
        with self._changing:
            left = sorted(self._in_hand)
        for key in left:
            # A moment later, so that we are gone by then.
            at = self._world.clock.now() + timedelta(seconds=1)
            try:
                self._world.effects.retry(key, self._owner, at, "the process was stopped")
            except FirstcauseError as error:
                log.warning("effect %s stays leased until its lease runs out: %s", key, error)
        return len(left)

    def close(self) -> None:
        """Begin nothing more; what is under way keeps its lease until it is done, or until we die."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._renewals.shutdown(wait=False, cancel_futures=True)

    def _perform(self, leased: LeasedEffect) -> None:
        done = Flag()
        self._renewals.submit(self._keep_lease, leased, done)
        try:
            self._errands.run(leased)
        finally:
            done.set()
            self._let_go(leased.key)
            self._changed()

    def _take(self, key: str) -> bool:
        """Whether it is new to us. Our own lease may have run out, when the disk or the server stood still."""
        with self._changing:
            if key in self._in_hand:
                return False
            self._in_hand.add(key)
            if len(self._in_hand) >= self._size:
                self._full_since = time.monotonic()
            return True

    def _let_go(self, key: str) -> None:
        with self._changing:
            self._in_hand.discard(key)
            self._full_since = None
            self._changing.notify_all()

    def _keep_lease(self, leased: LeasedEffect, done: Flag) -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                kept = self._world.effects.renew(leased.key, self._owner, self._world.clock.now() + LEASE)
            except FirstcauseError as error:
                log.warning("effect %s: the lease could not be renewed: %s", leased.key, error)
                continue
            if not kept:
                log.warning("effect %s: the lease was lost to another process", leased.key)
                return
