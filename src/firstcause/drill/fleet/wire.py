"""HTTP/1.1 as far as the fleet needs it: one request a connection, bodies with a Content-Length (RFC 9112).

It reads and writes bytes on a connected socket, TLS or not, and knows neither routes nor services.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_HEAD = 16 * 1024
MAX_BODY = 256 * 1024
_REASONS = {200: "OK", 201: "Created", 202: "Accepted", 400: "Bad Request", 404: "Not Found", 502: "Bad Gateway"}


class WireError(Exception):
    """The peer sent something that is no HTTP message of ours, or too much, or too little."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Mapping[str, object]:
        """The body as a JSON object. Raises WireError."""
        return _json(self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """A response; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Mapping[str, object]:
        """The body as a JSON object. Raises WireError."""
        return _json(self.body)


def json_request(method: str, path: str, document: Mapping[str, object] | None = None) -> Request:
    """A request whose body is `document`, or that has none."""
    return Request(method, path, body=b"" if document is None else json.dumps(document).encode())


def json_response(status: int, document: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """A response whose body is `document`."""
    return Response(status, {"content-type": "application/json", **(headers or {})}, json.dumps(document).encode())


def read_request(connection: socket.socket) -> Request | None:
    """The next request, or None when the peer closed without one. Raises WireError, OSError."""
    head, rest = _read_head(connection)
    if not head:
        return None
    line, headers = _parse_head(head)
    method, path = line[0], line[1]
    return Request(method, path, headers, _read_body(connection, headers, rest))


def read_response(connection: socket.socket) -> Response:
    """The response to what was sent. Raises WireError, OSError."""
    head, rest = _read_head(connection)
    if not head:
        raise WireError("connection closed before an answer")
    line, headers = _parse_head(head)
    if not line[1].isdigit():
        raise WireError(f"not a status line: {' '.join(line)!r}")
    return Response(int(line[1]), headers, _read_body(connection, headers, rest))


def write_request(connection: socket.socket, request: Request, host: str) -> None:
    """Send a request as one piece."""
    headers = {"host": host, **request.headers}
    _write(connection, f"{request.method} {request.path} HTTP/1.1", headers, request.body)


def write_response(connection: socket.socket, response: Response) -> None:
    """Send a response as one piece."""
    reason = _REASONS.get(response.status, "")
    _write(connection, f"HTTP/1.1 {response.status} {reason}", response.headers, response.body)


def send_at_once(connection: socket.socket) -> None:
    """Turn Nagle's algorithm off: with delayed acknowledgements it adds 40 ms to every handshake on loopback."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _write(connection: socket.socket, start: str, headers: Mapping[str, str], body: bytes) -> None:
    fields = {**headers, "content-length": str(len(body)), "connection": "close"}
    head = "".join([start, "\r\n", *(f"{k}: {v}\r\n" for k, v in fields.items()), "\r\n"])
    connection.sendall(head.encode("latin-1") + body)


def _read_head(connection: socket.socket) -> tuple[str, bytes]:
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        if len(received) > MAX_HEAD:
            raise WireError(f"more than {MAX_HEAD} bytes of header")
        piece = connection.recv(4096)
        if not piece:
            if received:
                raise WireError("connection closed within the header")
            return "", b""
        received += piece
    return received[:end].decode("latin-1"), received[end + 4 :]


def _parse_head(head: str) -> tuple[list[str], dict[str, str]]:
    first, *lines = head.split("\r\n")
    start = first.split(" ", 2)
    if len(start) < 2:
        raise WireError(f"not an HTTP message: {first[:80]!r}")
    fields = (line.partition(":") for line in lines)
    return start, {name.strip().lower(): value.strip() for name, _, value in fields}


def _read_body(connection: socket.socket, headers: Mapping[str, str], received: bytes) -> bytes:
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise WireError(f"Content-Length {length!r} is no number up to {MAX_BODY}")
    while len(received) < int(length):
        piece = connection.recv(65536)
        if not piece:
            raise WireError("connection closed within the body")
        received += piece
    return received


def _json(body: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise WireError("not a JSON object")
    return document
