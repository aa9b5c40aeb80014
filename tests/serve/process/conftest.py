"""A real `firstcause serve` process on a free port, with a configuration that a test may rewrite while it runs."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from firstcause.testing.ports import free_port

DEADLINE_SECONDS = 60.0
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # plain HTTP: loading the system's trust would take 40 ms a client


class Serving:
    """One folder, one port, one process at a time. What it says goes to `log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "firstcause.toml"
        self.log = folder / "serve.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx2.Client(base_url=self.url, trust_env=False, verify=NO_TRUST, timeout=10.0)
        self.process: subprocess.Popen[bytes] | None = None

    def configure(self, text: str, *, serve: str = "") -> None:
        """Write the configuration, whole, by renaming; `serve` are further keys of its last table."""
        new = self.config.with_suffix(".new")
        new.write_text(f'{text}\n[serve]\nlisten = "127.0.0.1:{self.port}"\n{serve}')
        new.replace(self.config)

    def start(self, environment: Mapping[str, str] | None = None, *, ready: bool = True) -> None:
        command = [
            sys.executable,
            "-m",
            "firstcause",
            "serve",
            "--config",
            str(self.config),
            "-v",
            "--leave-with-stdin",
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, env={**os.environ, **(environment or {})}
            )
        if ready:
            self.until(lambda: self.get("/readyz") == 200, "ready")

    def get(self, path: str) -> int:
        """The status of the answer; 0 while there is none."""
        try:
            return self.http.get(path).status_code
        except httpx2.HTTPError:
            return 0

    def until(self, holds: Callable[[], bool], what: str, seconds: float = DEADLINE_SECONDS) -> None:
        """Wait for a condition of the process, which nobody here can be woken by."""
        deadline, pause = time.monotonic() + seconds, threading.Event()
        while not holds():
            left = self.process is not None and self.process.poll() is not None
            if left or time.monotonic() > deadline:
                raise AssertionError(f"never {what}; it said:\n{self.said()}")
            pause.wait(0.05)

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def left(self, seconds: float = DEADLINE_SECONDS) -> int:
        """Its exit code, once it has left."""
        assert self.process is not None
        assert self.process.stdin is not None
        code = self.process.wait(seconds)
        self.process.stdin.close()
        return code

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()
            assert self.process.stdin is not None
            self.process.stdin.close()

    def incidents(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self.http.get("/api/v1/incidents").json()["incidents"]
        return found

    def status(self) -> dict[str, object]:
        found: dict[str, object] = self.http.get("/api/v1/status").json()
        return found


class Listener:
    """A real HTTP listener that counts what reaches it and answers as told; `hold` keeps answers back until set."""

    def __init__(self) -> None:
        self.status = 200
        self.requests: list[tuple[str, bytes]] = []
        self.hold: threading.Event | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        if self.hold is not None:
            self.hold.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                listener.requests.append((self.path, body))
                if listener.hold is not None:
                    listener.hold.wait(DEADLINE_SECONDS)
                self.send_response(listener.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET  # noqa: N815 - http.server's own name

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    one = Serving(tmp_path)
    yield one
    one.kill()
    one.http.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


@pytest.fixture
def closed_port() -> int:
    """Nobody listens there: a service at it is down."""
    return free_port()
