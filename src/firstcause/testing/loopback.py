"""A server on loopback that does whatever a test wants of it, a thread a connection, and stops when it is told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from typing import Final

Handler = Callable[[socket.socket], None]
PATIENCE_SECONDS: Final = 10.0


class Server:
    """Accepts on loopback and hands each connection to `handle`, in a thread of its own; `stop` joins them all."""

    def __init__(self, handle: Handler, host: str = "127.0.0.1", port: int = 0) -> None:
        self._handle = handle
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self.stopping = threading.Event()
        self.errors: list[str] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def stop(self) -> None:
        """Listen no longer, and wait until every conversation is over."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self._listener.close()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_SECONDS)
        try:
            self._handle(connection)
        except OSError as error:
            self.errors.append(str(error))
        finally:
            connection.close()


def reset(connection: socket.socket) -> None:
    """Close so that the peer sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def scripted(*script: bytes | str, over: threading.Event, hear: bool = True) -> Handler:
    """Hears a flight (or not), then sends bytes, or does what a word says: reset, silence; in the end it closes.

    Silence lasts until `over` is set.
    """

    def handle(connection: socket.socket) -> None:
        if hear:
            connection.recv(65536)
        for act in script:
            if isinstance(act, bytes):
                connection.sendall(act)
            elif act == "reset":
                reset(connection)
            elif act == "silence":
                over.wait(PATIENCE_SECONDS)

    return handle
