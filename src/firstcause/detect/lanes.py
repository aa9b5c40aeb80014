"""Where the light lane and the deep lane told different things of one endpoint: a fault may be our own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from firstcause.model.event import Actor, Statement
from firstcause.model.facts import LanesDisagreed
from firstcause.model.handshake import HandshakeObserved

LANES: Final = "lanes/"  # with the service: the stream in which it is told
LANES_RULE: Final = Actor("rule", "detect/lanes")


def disagreement(at: datetime, seen: HandshakeObserved, evidence: str) -> Statement:
    """What to say of a deep look that contradicts a light one; `evidence` is that deep look."""
    return Statement(
        LanesDisagreed(seen.target, seen.view, seen.contradicts, seen.verdict), at, LANES_RULE, (evidence,)
    )
