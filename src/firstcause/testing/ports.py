"""A port for a program that wants to be told one, and cannot be handed a socket."""

from __future__ import annotations

import secrets
import socket
from collections import deque
from contextlib import suppress
from typing import Final

# The kernel gives out ports from 32768 on by itself (Linux, ip_local_port_range): one of those may be another
# program's a moment later, which then answers in the place of ours.
RANGE: Final = range(20_000, 32_000)
TRIES: Final = 100
# Given lately, and perhaps not yet listened at: of a hundred ports, two are the same at every third run otherwise.
_given: Final[deque[int]] = deque(maxlen=2000)


def free_port() -> int:
    """One of loopback that is free, and was not given lately. Begin to listen soon. OSError where none is found."""
    for _ in range(TRIES):
        port = secrets.choice(RANGE)
        if port in _given:
            continue
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            _given.append(port)
            return port
    raise OSError(f"no port from {RANGE.start} to {RANGE.stop} is free")
