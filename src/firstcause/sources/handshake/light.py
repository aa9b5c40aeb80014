"""One look of the light lane in flight: a socket, and a TLS 1.3 client of our own (`tls.light`).

It follows one course of events only, the one that healthy endpoints take. On anything else it gives up, which is no
verdict: the deep lane then takes the look anew. It holds little, since thousands may be under way at once.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from firstcause.model.handshake import Look, Phase, Timing
from firstcause.sources.handshake.attempt import FIRST_READ_SECONDS
from firstcause.sources.handshake.contexts import Offer
from firstcause.sources.handshake.conversation import FIRST_BYTES, indicated_name
from firstcause.sources.handshake.dialling import Address
from firstcause.sources.handshake.http import head_request, speaks_http
from firstcause.sources.handshake.loop import Watched
from firstcause.tls.light.client import Client
from firstcause.tls.light.hello import RANDOM_BYTES, client_hello
from firstcause.tls.light.unexpected import UnexpectedError
from firstcause.tls.trace import Connect, End, HandshakeTrace

_CHUNK: Final = 1 << 14

KeyShare = tuple[X25519PrivateKey, bytes]  # a private key, and the public one as it stands in a hello


class LightAttempt:
    """Drives one look. It is over when there is a `result`, or when it `gave_up`: then this says why.

    `unfit`: the server will most likely do the same again.
    """

    __slots__ = (
        *("_address", "_asked", "_client", "_connected_at", "_established_at", "_first", "_received"),
        *("_received_after", "_started", "_unsent", "begun_at", "deadline", "gave_up", "look", "offer"),
        *("result", "socket", "unfit", "watched"),
    )

    def __init__(self, look: Look, offer: Offer, begun_at: datetime, patience_seconds: float, pair: KeyShare) -> None:
        key, share = pair
        self.look = look
        self.offer = offer
        self.begun_at = begun_at
        self.result: HandshakeTrace | None = None
        self.gave_up = ""
        self.unfit = False
        self.socket: socket.socket | None = None
        self.watched: Watched | None = None
        self._started = time.monotonic()
        self.deadline = self._started + patience_seconds
        self._connected_at: float | None = None
        self._established_at: float | None = None
        self._address = ""
        self._first = b""
        self._received = 0
        self._received_after = 0
        self._asked = False
        hello = client_hello(indicated_name(look.endpoint.server_name), look.endpoint.alpn, share)
        self._client = Client(hello.message(os.urandom(RANDOM_BYTES)), hello.offered, key)
        self._unsent = self._client.begin()

    @property
    def wanted(self) -> Watched | None:
        """The socket, and what it is to be watched for."""
        if self.socket is None:
            return None
        if self._connected_at is None:
            return self.socket, selectors.EVENT_WRITE
        return self.socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)

    def connect(self, addresses: Sequence[Address]) -> None:
        """To the first address; the deep lane tries the others."""
        family, address = addresses[0]
        self._address = address[0]
        self.socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = self.socket.connect_ex(address)
        if code != errno.EINPROGRESS:
            self._connected(self.socket, code)

    def unresolved(self, reason: str) -> None:
        """The resolver found no address."""
        self.gave_up = reason

    def ready(self) -> None:
        """The socket can be read or written."""
        if self.socket is None:
            return
        if self._connected_at is None:
            self._connected(self.socket, self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
        else:
            self._try(self._exchange, self.socket)

    def _try(self, step: Callable[[socket.socket], None], connection: socket.socket) -> None:
        try:
            step(connection)
        except BlockingIOError:
            return
        except OSError as error:
            self.gave_up = error.strerror or "the connection broke"
        except UnexpectedError as error:
            self.gave_up = str(error)
            self.unfit = True

    def expire(self) -> None:
        """The time is over: for listening after the handshake, or for all of it."""
        if self._client.established:
            self._finish(End.COMPLETED)
        else:
            self.gave_up = "its time was over"

    def release(self) -> None:
        """Give the socket back."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _connected(self, connection: socket.socket, code: int) -> None:
        if code:
            self.gave_up = os.strerror(code)
        else:
            self._connected_at = time.monotonic()
            self._try(self._send, connection)

    def _exchange(self, connection: socket.socket) -> None:
        self._send(connection)
        data = connection.recv(_CHUNK)
        if not data:
            raise UnexpectedError("the peer closed the connection")
        self._first = self._first or data[:FIRST_BYTES]
        self._received += len(data)
        if self._client.established:
            self._received_after += len(data)
        self._unsent += self._client.receive(data)
        if self._client.established and self._established_at is None:
            self._established_at = time.monotonic()
            self.deadline = self._established_at + FIRST_READ_SECONDS
        self._settle()
        self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        while self._unsent:
            self._unsent = self._unsent[connection.send(self._unsent) :]

    def _settle(self) -> None:
        """Finish as soon as there is nothing more to learn."""
        seen = self._client
        if seen.closed:
            self._finish(End.CLOSED)
        elif seen.proven and self._received_after and self._has_answer():
            self._finish(End.COMPLETED)

    def _has_answer(self) -> bool:
        if not speaks_http(self.look, self._client.alpn):
            return True
        if not self._asked:
            self._asked = True
            self._unsent += self._client.say(head_request(self.look))
        return bool(self._client.answer)

    def _finish(self, end: End) -> None:
        self.result = self._trace(end)
        if end is not End.COMPLETED or self.socket is None:
            return
        # The look is over and judged; that the peer was quicker to leave changes nothing.
        with suppress(OSError):
            self.socket.send(self._unsent + self._client.farewell())
            self._unsent = b""
            self.socket.shutdown(socket.SHUT_WR)

    def _trace(self, end: End) -> HandshakeTrace:
        seen, connected, established = self._client, self._connected_at or 0.0, self._established_at or 0.0
        return HandshakeTrace(
            look=self.look,
            begun_at=self.begun_at,
            connect=Connect.CONNECTED,
            end=end,
            phase=Phase.FIRST_READ,
            chain=seen.chain,
            negotiated=seen.negotiated(),
            staple=seen.staple,
            client_certificate=self.offer.client_certificate,
            first_bytes=self._first,
            received=self._received,
            received_after=self._received_after,
            answer=seen.answer,
            address=self._address,
            timing=Timing(connected - self._started, established - connected),
        )
