"""A TCP connection to the first of several addresses that accepts one, without ever waiting for it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from firstcause.tls.trace import Connect

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]

CONNECTED: Final = 0
REFUSALS: Final[Mapping[int, Connect]] = MappingProxyType(
    {
        errno.ECONNREFUSED: Connect.REFUSED,
        errno.ECONNRESET: Connect.RESET,
        errno.ETIMEDOUT: Connect.TIMED_OUT,
        errno.EHOSTUNREACH: Connect.UNREACHABLE,
        errno.ENETUNREACH: Connect.UNREACHABLE,
        errno.EHOSTDOWN: Connect.UNREACHABLE,
    }
)
"""What the peer's side may answer; any other error is our own side's."""


class Dialling:
    """Tries address after address. `socket` and `address` are those of the last try."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.address: Address | None = None
        self._left: list[Address] = []

    @property
    def ip_address(self) -> str:
        """Where it was tried last."""
        return self.address[1][0] if self.address else ""

    def begin(self, addresses: Sequence[Address]) -> int | None:
        """Try the first of them: CONNECTED, None while that is not known yet, or the error of the last one."""
        self._left = list(addresses)
        return self._next()

    def ready(self) -> int | None:
        """The socket can be written: likewise."""
        if self.socket is None:
            raise RuntimeError("nothing was dialled")
        code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return self._next() if code and self._left else code

    def hang_up(self) -> None:
        """Give the socket back."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _next(self) -> int | None:
        while True:
            self.hang_up()
            self.address = family, address = self._left.pop(0)
            self.socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            code = self.socket.connect_ex(address)
            if code == errno.EINPROGRESS:
                return None
            if code == CONNECTED or not self._left:
                return code
