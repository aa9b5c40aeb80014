"""When the light lane takes a look, when the deep lane repeats it, and what is said where the two disagree.

What it tells is only ever "healthy". Anything else is left to the deep lane, and so is one healthy verdict in a
hundred: if the two then differ, that is a fault of our own, and is told with what was found.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from logging import getLogger
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.contexts import Offer
from firstcause.sources.handshake.light import LightAttempt

REPEATED: Final = 100
PATIENCE_SECONDS: Final = 1.0
FORGET_SECONDS: Final = 3600.0  # so long an endpoint that is not for the light lane is left to the deep one
MOST_REMEMBERED: Final = 10_000
_PROTOCOLS: Final = frozenset({"", "http"})
_VERSIONS: Final = frozenset({"", "TLSv1.3"})

log = getLogger(__name__)


class Lightly:
    """The light lane's memory: its key share, and which endpoints are not for it.

    One verdict in `repeated` is repeated; after `patience_seconds` the deep lane begins, with all of the look's time.
    `hunts`: a look that hunts for causes begins lightly, too, as in a sweep, where most endpoints are well.
    """

    def __init__(
        self, repeated: int = REPEATED, patience_seconds: float = PATIENCE_SECONDS, *, hunts: bool = False
    ) -> None:
        self._hunts = hunts
        self._patience_seconds = patience_seconds
        self.told = 0  # verdicts that the light lane gave alone
        self._repeated = repeated
        self._random = Random()  # noqa: S311 - which looks are repeated is no secret
        self._key = X25519PrivateKey.generate()
        self._share = self._key.public_key().public_bytes_raw()
        self._not_for: dict[tuple[Endpoint, View], float] = {}

    def suits(self, look: Look) -> bool:
        """Whether it may take this look, of an endpoint that it can follow."""
        until = self._not_for.get((look.endpoint, look.view), 0.0)
        hunting = look.diagnostic and not self._hunts
        plain = not (hunting or look.resume or look.awaits_answer or look.endpoint.certificate) and look.tls
        spoken = look.endpoint.protocol in _PROTOCOLS and look.view.max_version in _VERSIONS
        return plain and spoken and until < time.monotonic()

    def attempt(self, look: Look, offer: Offer, begun_at: datetime) -> LightAttempt:
        """Begin."""
        patience_seconds = min(self._patience_seconds, look.timeout_seconds / 2)
        return LightAttempt(look, offer, begun_at, patience_seconds, (self._key, self._share))

    def leave_to_the_deep_lane(self, look: Look) -> None:
        """The endpoint is not for it: two handshakes for each look would be one too many."""
        while len(self._not_for) >= MOST_REMEMBERED:
            del self._not_for[next(iter(self._not_for))]
        self._not_for[look.endpoint, look.view] = time.monotonic() + FORGET_SECONDS

    def is_to_be_repeated(self, observed: HandshakeObserved) -> bool:
        """What is not well always is, and a share of what is."""
        repeated = observed.outcome is not Outcome.HEALTHY or self._random.randrange(self._repeated) == 0
        self.told += not repeated
        return repeated

    def compared(self, light: HandshakeObserved, deep: HandshakeObserved, look: Look) -> HandshakeObserved:
        """What the deep lane found, which says where they differ; such an endpoint is not for the light lane."""
        if light.verdict == deep.verdict:
            return deep
        self.leave_to_the_deep_lane(look)
        log.warning(
            "%s as %s: the light lane found it %s, and the deep lane right after it %s",
            *(light.target, light.view, light.verdict, deep.verdict),
        )
        return replace(deep, contradicts=light.verdict)
