"""A port for a program that wants to be told one, and cannot be handed a socket."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from typing import Final

# The kernel gives out ports from 32768 on by itself (Linux, ip_local_port_range): one of those may be another
# program's a moment later, which then answers in the place of ours.
RANGE: Final = range(20_000, 32_000)
TRIES: Final = 100


def free_port() -> int:
    """One of loopback that nobody listens at now. Begin to listen soon. OSError where none is found."""
    for _ in range(TRIES):
        port = secrets.choice(RANGE)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError(f"no port from {RANGE.start} to {RANGE.stop} is free")
