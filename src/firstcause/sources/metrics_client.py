"""Fetches one metrics page over a kept-alive connection. Sizes and times are bounded; redirects are not followed."""

from __future__ import annotations

import contextlib
import socket
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, IncompleteRead, RemoteDisconnected
from urllib.parse import urlsplit

from firstcause.sources.errors import ScrapeError

MAX_BODY_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
HEADERS = {
    "Accept": "text/plain; version=0.0.4",
    "Accept-Encoding": "identity",
    "User-Agent": "firstcause",
}


class MetricsClient:
    """One URL. `instance` is its `host:port`, as Prometheus labels it. Raises ScrapeError when it is no HTTP URL."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ScrapeError(f"cannot scrape {url!r}", hint="give an http:// or https:// URL")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self.instance = f"{host}:{port}"
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._timeout_seconds = timeout_seconds
        self._connection = connect(parts.hostname, port, timeout=timeout_seconds)
        self._socket: socket.socket | None = None

    def fetch(self) -> tuple[str, datetime]:
        """The page, and when its answer began. Raises ScrapeError, OSError or http.client.HTTPException."""
        deadline = time.monotonic() + self._timeout_seconds
        try:
            with self._request() as response:
                at = datetime.now(UTC)
                body = self._body(response, deadline)
        except BaseException:
            self._connection.close()  # half an answer must not be taken for the next one's beginning
            raise
        finally:
            self._socket = None
        return body.decode("utf-8", errors="replace"), at

    def close(self) -> None:
        """Let go of the kept connection."""
        self._connection.close()

    def abort(self) -> None:
        """Make a `fetch` under way in another thread fail now."""
        under_way = self._socket
        if under_way is not None:
            with contextlib.suppress(OSError):  # it ended by itself meanwhile
                under_way.shutdown(socket.SHUT_RDWR)

    def _request(self) -> HTTPResponse:
        """Ask once more when a kept connection turns out to be closed: the target was restarted, and may be well."""
        kept = self._connection.sock is not None
        try:
            return self._ask()
        except (RemoteDisconnected, ConnectionError):
            self._connection.close()
            if not kept:
                raise
        return self._ask()

    def _ask(self) -> HTTPResponse:
        self._connection.request("GET", self._path, headers=HEADERS)
        self._socket = self._connection.sock
        if self._socket is not None:
            self._socket.settimeout(self._timeout_seconds)
        return self._connection.getresponse()

    def _body(self, response: HTTPResponse, deadline: float) -> bytes:
        if response.status != 200:
            raise ScrapeError(f"answered {response.status} {response.reason}", hint="is this the metrics path?")
        body = bytearray()
        chunk = b"first"
        while chunk:
            chunk = response.read1(CHUNK_BYTES)
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise ScrapeError(f"answer is longer than {MAX_BODY_BYTES} bytes")
            if time.monotonic() > deadline:
                raise ScrapeError(f"answer took longer than {self._timeout_seconds:g} s")
        if response.length:
            raise IncompleteRead(bytes(body), response.length)
        response.read()  # reads nothing; it is how http.client learns that the connection may be used again
        return bytes(body)
