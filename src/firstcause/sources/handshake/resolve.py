"""From host names to addresses, without ever holding up the loop.

Literal addresses are answered at once. Names go to the system's resolver in a few threads; an answer that comes too
late is dropped by whoever asked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from ipaddress import ip_address

from firstcause.sources.handshake.dialling import Address

Answer = list[Address] | str  # addresses, or the resolver's words why there are none


class Resolver:
    """Resolves in its own threads; `close` when done."""

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="firstcause-resolve")

    def resolve(self, host: str, port: int, answer: Callable[[Answer], None]) -> None:
        """Calls `answer` later, from another thread."""

        def done(future: Future[Answer]) -> None:
            if not future.cancelled():
                answer(future.result())

        self._threads.submit(_look_up, host, port).add_done_callback(done)

    def close(self) -> None:
        """Drop what is waiting; does not wait for lookups under way."""
        self._threads.shutdown(wait=False, cancel_futures=True)


@lru_cache(maxsize=4096)
def literal(host: str, port: int) -> Address | None:
    """The address that this host is by itself, or None for a name."""
    try:
        version = ip_address(host).version
    except ValueError:
        return None
    return (socket.AF_INET, (host, port)) if version == 4 else (socket.AF_INET6, (host, port, 0, 0))


def _look_up(host: str, port: int) -> Answer:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error.strerror or str(error)
    except UnicodeError as error:
        return f"not a host name: {error}"
    return [(family, (str(a[0]), int(a[1]))) for family, _, _, _, a in found]
