"""The deep lane, and before it the light lane where that is wanted: many looks at once, in one thread of its own.

It owns the looks under way and what it learnt from healthy endpoints (their intermediates, which later tell a
forgotten intermediate from an unknown authority). What a trace means is not decided here but in `tls.judge`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Final

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.sources.handshake.asking import Pursuit
from firstcause.sources.handshake.attempt import Attempt
from firstcause.sources.handshake.contexts import Offer, Offers
from firstcause.sources.handshake.files import ViewFileError
from firstcause.sources.handshake.gathering import Deliver, Finished, Gathering
from firstcause.sources.handshake.light import LightAttempt
from firstcause.sources.handshake.lightly import Lightly
from firstcause.sources.handshake.loop import Loop, Task
from firstcause.sources.handshake.memory import IssuerMemory
from firstcause.sources.handshake.resolve import Answer, Resolver, literal
from firstcause.sources.handshake.sessions import Sessions
from firstcause.tls.judge import judge
from firstcause.tls.pursuit import questions
from firstcause.tls.trace import HandshakeTrace, NotTried
from firstcause.tls.trust import NOTHING

AT_ONCE: Final = 256
EXPIRY_HORIZON: Final = timedelta(days=21)

InFlight = Attempt | LightAttempt | Pursuit  # a first look, a light one before it, or the second one that follows it


class DeepLane:
    """Implements `ports.HandshakeProbe`. The thread starts with the first look; `close` ends it.

    `finished` is called in the lane's thread after each submitted look: whoever waits for `collect` need not poll.
    """

    def __init__(
        self,
        *,
        expiry_horizon: timedelta = EXPIRY_HORIZON,
        at_once: int = AT_ONCE,
        finished: Callable[[], None] = lambda: None,
        light: Lightly | None = None,
    ) -> None:
        self._tell_finished = finished
        self._light = light
        self._horizon = expiry_horizon
        self._at_once = at_once
        self._offers = Offers()
        self._issuers = IssuerMemory()
        self._sessions = Sessions()
        self._resolver = Resolver()
        self._finished: deque[Finished] = deque()
        self._waiting: deque[tuple[Look, Deliver]] = deque()
        self._under_way: dict[InFlight, Deliver] = {}
        self._loop: Loop[InFlight] = Loop(
            "firstcause-deep-lane", step=self._step, between=self._begin_waiting, at_end=self._abandon
        )

    def submit(self, looks: Iterable[Look]) -> None:
        """Begin these looks; returns at once. Results come with `collect`."""
        for look in looks:
            self.take(look, self._keep)

    def _keep(self, finished: Finished) -> None:
        self._finished.append(finished)
        self._tell_finished()

    def collect(self) -> list[Finished]:
        """Looks that finished since the last call, with the time at which each was begun."""
        return [self._finished.popleft() for _ in range(len(self._finished))]

    def look_once(self, look: Look) -> HandshakeObserved:
        """Take one look and wait for its result; it comes within the look's timeout, whatever the peer does."""
        return self.look_all([look])[0][1]

    def look_all(self, looks: Iterable[Look]) -> list[Finished]:
        """Take these looks at once and wait for all results, in the order of the looks."""
        futures: list[Future[Finished]] = []
        for look in looks:
            futures.append(Future())
            self.take(look, futures[-1].set_result)
        return [future.result() for future in futures]

    def close(self) -> None:
        """End the thread; looks under way are answered as unobserved. Closing twice is well."""
        if self._loop.close():
            self._resolver.close()

    def __enter__(self) -> DeepLane:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take(self, look: Look, deliver: Deliver) -> None:
        """Begin this look; `deliver` is called with its result, in the lane's thread, and must not wait."""
        if not self._loop.post(lambda: self._waiting.append((look, deliver))):
            deliver((_now(), _not_tried(look, "the probe is closed")))

    def _begin_waiting(self) -> None:
        while self._waiting and len(self._under_way) < self._at_once:
            self._begin(*self._waiting.popleft())

    def _begin(self, look: Look, deliver: Deliver) -> None:
        begun_at = _now()
        try:
            attempt = self._attempt(look, begun_at)
        except ViewFileError as error:
            deliver((begun_at, _not_tried(look, str(error))))
            return
        except Exception as error:  # noqa: BLE001 - one odd look must not end all others
            deliver((begun_at, _not_tried(look, f"the look could not be prepared: {error!r}")))
            return
        self._start(attempt, deliver)

    def _attempt(self, look: Look, begun_at: datetime) -> Attempt | LightAttempt:
        offer = self._offers.offer(look.view)
        if self._light is not None and self._light.suits(look):
            return self._light.attempt(look, offer, begun_at)
        return self._deep(look, offer, begun_at)

    def _deep(self, look: Look, offer: Offer, begun_at: datetime, repeats: HandshakeObserved | None = None) -> Attempt:
        on_file = self._offers.on_file(look.endpoint.certificate)
        return Attempt(
            look,
            offer,
            begun_at,
            on_file=on_file,
            sessions=self._sessions,
            repeats=repeats,
            finds_fault=lambda seen: self._told(seen, offer, begun_at).outcome is Outcome.FAULTY,
        )

    def _start(self, attempt: Attempt | LightAttempt, deliver: Deliver) -> None:
        self._under_way[attempt] = deliver
        look = attempt.look
        address = literal(look.endpoint.host, look.endpoint.port)
        if address is None:
            self._loop.attend(attempt)
            self._resolve(attempt)
        else:
            self._step(attempt, lambda: attempt.connect([address]))

    def _resolve(self, attempt: Attempt | LightAttempt) -> None:
        def answered(answer: Answer) -> None:
            self._loop.post(lambda: self._resolved(attempt, answer))

        endpoint = attempt.look.endpoint
        self._resolver.resolve(endpoint.host, endpoint.port, answered)

    def _resolved(self, attempt: Attempt | LightAttempt, answer: Answer) -> None:
        if attempt not in self._under_way:
            return
        if isinstance(answer, str):
            self._step(attempt, lambda: attempt.unresolved(answer))
        elif len(answer) > 1 and attempt.look.every_address:
            self._waiting.extend(Gathering(attempt.look, answer, self._take_out(attempt)).looks)
        else:
            self._step(attempt, lambda: attempt.connect(answer))

    def _step(self, attempt: InFlight, step: Task) -> None:
        """One step of one look. Whatever goes wrong in it ends this look, with its reason, and no other."""
        try:
            step()
            observed = self._judged(attempt)
        except BaseException as error:  # noqa: BLE001 - one odd peer must not end the looks at all others
            # Not Exception alone: a panic in cryptography's parsers, which are Rust, is none.
            observed = _not_tried(attempt.look, f"the look failed: {error!r}")
        if observed is not None:
            self._conclude(attempt, observed)
        elif attempt in self._under_way:  # or another look has taken its place
            self._loop.attend(attempt)

    def _conclude(self, attempt: InFlight, observed: HandshakeObserved) -> None:
        self._take_out(attempt)((attempt.begun_at, observed))

    def _take_out(self, attempt: InFlight) -> Deliver:
        """It is no longer under way; returns to whom its result is due."""
        self._loop.part(attempt)
        attempt.release()
        return self._under_way.pop(attempt)

    def _judged(self, attempt: InFlight) -> HandshakeObserved | None:
        """The verdict, once there is one; where another look is wanted, it is begun instead."""
        if isinstance(attempt, Pursuit):
            return attempt.observed
        if isinstance(attempt, LightAttempt) and attempt.gave_up:
            self._look_deeper(attempt, None)
        if attempt.result is None or attempt not in self._under_way:
            return None
        observed = self._told(attempt.result, attempt.offer, attempt.begun_at)
        if not isinstance(attempt.result, HandshakeTrace):
            return observed
        if isinstance(attempt, LightAttempt):
            return self._told_lightly(attempt, attempt.result, observed)
        if attempt.repeats is not None and self._light is not None:
            observed = self._light.compared(attempt.repeats, observed, attempt.look)
        self._issuers.learn(attempt.result, observed)
        in_time = attempt.deadline > time.monotonic()
        asked = questions(attempt.result, observed) if attempt.look.diagnostic and in_time else ()
        if not asked or attempt.address is None:
            return observed
        self._pursue(attempt, Pursuit(attempt.result, observed, asked, attempt.address, attempt.deadline))
        return None

    def _told(self, seen: HandshakeTrace | NotTried, offer: Offer, begun_at: datetime) -> HandshakeObserved:
        now = seen.look.at or begun_at
        return judge(seen, offer.trust, now, known=self._issuers.known, horizon=self._horizon)

    def _told_lightly(
        self, attempt: LightAttempt, seen: HandshakeTrace, observed: HandshakeObserved
    ) -> HandshakeObserved | None:
        """What the light lane found, unless the deep lane is to look as well."""
        if self._light is not None and self._light.is_to_be_repeated(observed):
            self._look_deeper(attempt, observed)
            return None
        self._issuers.learn(seen, observed)
        return observed

    def _look_deeper(self, attempt: LightAttempt, found: HandshakeObserved | None) -> None:
        """The deep lane takes the look in its place, with all the time that it may take."""
        if attempt.unfit and self._light is not None:
            self._light.leave_to_the_deep_lane(attempt.look)
        self._start(self._deep(attempt.look, attempt.offer, _now(), found), self._take_out(attempt))

    def _pursue(self, attempt: Attempt, pursuit: Pursuit) -> None:
        self._under_way[pursuit] = self._take_out(attempt)
        self._loop.attend(pursuit)

    def _abandon(self) -> None:
        for attempt in tuple(self._under_way):
            self._conclude(attempt, _not_tried(attempt.look, "the probe was closed during this look"))
        for look, deliver in self._waiting:
            deliver((_now(), _not_tried(look, "the probe was closed before this look")))


def _not_tried(look: Look, reason: str) -> HandshakeObserved:
    return judge(NotTried(look, reason), NOTHING, _now())


def _now() -> datetime:
    return datetime.now(UTC)
