"""The hands: a bounded pool of threads that run errands, and keep their leases meanwhile.

While we work we keep renewing the lease; if we die, it runs out, and whoever is alive takes the effect over with the
same key. What an errand is, `errands` knows.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from logging import getLogger
from threading import Event as Flag
from threading import Lock

from firstcause.engine.effects import Performer
from firstcause.engine.errands import LEASE, Errands
from firstcause.engine.world import World
from firstcause.model.effect import LeasedEffect
from firstcause.model.errors import FirstcauseError

log = getLogger(__name__)

RENEW_SECONDS = 1.0  # a third of the lease: two renewals may fail before it is lost


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
        self._in_hand: set[str] = set()
        self._lock = Lock()

    def run_due(self) -> None:
        """Lease what is due, as far as there are free hands, and begin."""
        with self._lock:
            free = self._size - len(self._in_hand)
        if free <= 0:
            return
        for leased in self._world.effects.lease(self._owner, self._world.clock.now(), LEASE, free):
            if self._take(leased.key):
                self._pool.submit(self._perform, leased)

    def _take(self, key: str) -> bool:
        """Whether it is new to us. Our own lease may have run out, when the disk or the server stood still."""
        with self._lock:
            if key in self._in_hand:
                return False
            self._in_hand.add(key)
            return True

    def close(self) -> None:
        """Begin nothing more; what is under way is left to its lease."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._renewals.shutdown(wait=False, cancel_futures=True)

    def _perform(self, leased: LeasedEffect) -> None:
        done = Flag()
        self._renewals.submit(self._keep_lease, leased, done)
        try:
            self._errands.run(leased)
        finally:
            done.set()
            with self._lock:
                self._in_hand.discard(leased.key)
            self._changed()

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
