"""Taking connections off a listening socket and giving each to a thread, a bounded number at a time.

The socket may be shared with a predecessor or successor process: it is never shut down here, only left alone.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Callable

Serve = Callable[[socket.socket, float], None]


class Listener:
    """Accepts on `listening` until stopped; `serve(connection, accepted_at)` runs in a thread and closes it.

    `accepted_at` is `time.perf_counter()` at the accept. What does not fit into `threads` waits in the backlog.
    """

    def __init__(self, listening: socket.socket, serve: Serve, *, threads: int, name: str) -> None:
        listening.setblocking(False)
        self._listening = listening
        self._serve = serve
        self._threads = threads
        self._free = threading.Semaphore(threads)
        self._name = name
        self._wake_read, self._wake_write = os.pipe()
        self._accepting = threading.Thread(target=self._accept, name=f"{name}-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._accepting.start()

    def stop(self, drain_seconds: float) -> bool:
        """Accept no more and wait for connections in hand. False when some were still busy afterwards."""
        deadline = time.monotonic() + drain_seconds
        os.write(self._wake_write, b"x")
        self._accepting.join(drain_seconds)
        return all(self._free.acquire(timeout=max(0, deadline - time.monotonic())) for _ in range(self._threads))

    def _accept(self) -> None:
        poll = select.poll()
        poll.register(self._listening, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        while all(descriptor != self._wake_read for descriptor, _ in poll.poll()):
            self._take()

    def _take(self) -> None:
        self._free.acquire()
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, ConnectionAbortedError):
            # Another process on the same socket was faster, or the peer is gone already.
            self._free.release()
            return
        arguments = (connection, time.perf_counter())
        threading.Thread(target=self._run, args=arguments, name=self._name, daemon=True).start()

    def _run(self, connection: socket.socket, accepted_at: float) -> None:
        try:
            self._serve(connection, accepted_at)
        finally:
            self._free.release()
