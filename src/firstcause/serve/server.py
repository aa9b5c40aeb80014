"""Runs an ASGI application on a socket until it is told to stop: by a signal, by `stop()`, or by its parent's death."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from firstcause.model.errors import FirstcauseError
from firstcause.serve.signals import remembered

GRACE_SECONDS = 3  # for requests under way when we are told to stop
BACKLOG = 512


class ListenError(FirstcauseError):
    """The address cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ListenError."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
        )
    except OSError as error:
        raise ListenError(
            f"cannot listen on {host}:{port}: {error.strerror or error}", hint="is another firstcause running there?"
        ) from error


class HttpServer:
    """One server over one listening socket, which it closes at the end. It is run once."""

    def __init__(self, app: ASGIApp, listener: socket.socket, *, leave_with_stdin: bool = False) -> None:
        self._listener = listener
        self._leave_with_stdin = leave_with_stdin
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # who may skip the token is decided by the peer's real address
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

    def run(self) -> int:
        """Serve until stopped; returns the signal that ended it, or 0. Requests under way get a few seconds."""
        if self._leave_with_stdin:
            threading.Thread(target=_when_stdin_closes, args=(self.stop,), name="stdin", daemon=True).start()
        with self._listener, remembered(self.stop) as received:
            self._server.run(sockets=[self._listener])
        return received[0] if received else 0

    def stop(self) -> None:
        """Ask the server to stop; from any thread, returns at once."""
        self._server.should_exit = True


def run(app: ASGIApp, host: str, port: int, *, leave_with_stdin: bool = False) -> int:
    """Listen and serve until stopped; returns the signal that ended it, or 0. Raises ListenError."""
    return HttpServer(app, listen(host, port), leave_with_stdin=leave_with_stdin).run()


class _Server(uvicorn.Server):
    """uvicorn would raise every signal again after it has stopped, and end the process before its owner could close
    anything: signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _when_stdin_closes(leave: Callable[[], None]) -> None:
    """Our parent holds the other end of standard input, so even its kill -9 reaches us as an end of file."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    leave()
