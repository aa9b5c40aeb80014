"""The composition root: the only place where configuration meets sources, sinks and store."""

from __future__ import annotations

from firstcause.ports import HandshakeProbe


def handshake_probe() -> HandshakeProbe:
    """The deep lane, ready to take looks. The caller closes it."""
    from firstcause.sources.handshake.lane import DeepLane

    return DeepLane()
