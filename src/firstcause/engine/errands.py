"""One errand: perform a leased effect, and append what came of it together with the effect's completion.

The two are one transaction, so a result is never known without its effect being done, nor the other way round.
Delivery is at least once: when we die in between, the effect is performed again with the same key.
"""

from __future__ import annotations

from datetime import timedelta
from logging import getLogger

from firstcause.engine.effects import Outcome, Performer
from firstcause.engine.world import World
from firstcause.model.effect import LeasedEffect
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError

log = getLogger(__name__)

# Who dies is replaced within 5 s: at most this, and one sleep of whoever is alive.
LEASE = timedelta(seconds=3)
APPEND_TRIES = 8


class Errands:
    """Runs errands in whichever thread calls. `owner` is the name under which effects were leased."""

    def __init__(self, world: World, performer: Performer, owner: str) -> None:
        self._world = world
        self._performer = performer
        self._owner = owner

    def run(self, leased: LeasedEffect) -> None:
        """Perform and conclude; what failed goes back into the queue. Raises only what is a defect of ours."""
        try:
            self._conclude(leased, self._performer.perform(leased))
        except (FirstcauseError, OSError) as error:
            # Nothing is lost: the effect goes back into the queue, with the reason beside it.
            log.warning("effect %s, attempt %d: %s", leased.key, leased.attempt, error)
            self._give_back(leased, str(error), timedelta(seconds=min(2**leased.attempt, 60)))
        except Exception:
            log.exception("effect %s, attempt %d: a defect of firstcause", leased.key, leased.attempt)
            self._give_back(leased, "a defect of firstcause; see the log", timedelta(minutes=1))
            raise

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
        except FirstcauseError as error:
            log.warning("effect %s stays leased until its lease runs out: %s", leased.key, error)
