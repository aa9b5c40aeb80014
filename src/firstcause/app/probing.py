"""Looks taken now, for a person or a check: the deep lane, and nothing else of the house."""

from __future__ import annotations

from contextlib import closing

from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.sources.handshake.lane import DeepLane


def handshake_probe() -> DeepLane:
    """The deep lane, ready to take looks. The caller closes it."""
    return DeepLane()


def look_again(look: Look) -> HandshakeObserved:
    """Take one look now."""
    with closing(DeepLane()) as lane:
        return lane.look_once(look)
