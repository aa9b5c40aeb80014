"""The door of the nursery: how a process is ordered, and what goes through the door with the order.

A socket in the fleet's folder, which only its owner may enter. Its name is reached through the folder's descriptor,
because a socket's path may have 107 bytes and a folder's may be longer (Linux, unix(7)).
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Final

ANSWER_SECONDS: Final = 5.0
LONGEST: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Order:
    """Which replica shall be born, with which release, and in whose process group (0: one of its own)."""

    layout: str
    replica: str
    release: str
    group: int


@dataclass(frozen=True, slots=True)
class OrderFds:
    """What it inherits, besides standard output, which is the nursery's."""

    tls: int
    metrics: int
    liveness: int
    tell: int
    stdin: int
    stderr: int


def order_birth(door: Path, order: Order, fds: OrderFds) -> int:
    """The number of the new process. Raises OSError where nobody opens."""
    with _reached(door) as path, socket.socket(socket.AF_UNIX) as calling:
        calling.settimeout(ANSWER_SECONDS)
        calling.connect(path)
        socket.send_fds(calling, [json.dumps(asdict(order)).encode()], list(astuple(fds)))
        answer = calling.recv(64)
    if not answer.isdigit():
        raise ConnectionError(f"the nursery answered {answer!r}")
    return int(answer)


def take_order(calling: socket.socket) -> tuple[Order, OrderFds]:
    """What was ordered. Raises OSError, ValueError, TypeError; whatever came along is closed then."""
    said, fds, _, _ = socket.recv_fds(calling, LONGEST, len(OrderFds.__slots__))
    try:
        return Order(**json.loads(said)), OrderFds(*fds)
    except (ValueError, TypeError):
        for descriptor in fds:
            os.close(descriptor)
        raise


def open_door(door: Path) -> socket.socket:
    """Listen there; whoever sees the door may knock. Raises OSError."""
    listening, unfinished = socket.socket(socket.AF_UNIX), door.with_suffix(".new")
    with _reached(unfinished) as path:
        listening.bind(path)
    unfinished.chmod(0o600)
    listening.listen()
    unfinished.rename(door)
    return listening


@contextmanager
def _reached(door: Path) -> Iterator[str]:
    folder = os.open(door.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{door.name}"
    finally:
        os.close(folder)
