"""How the light client says that a handshake is not for it."""

from __future__ import annotations


class UnexpectedError(Exception):
    """The server did something that this client does not follow. Not a verdict: another client has to look."""
