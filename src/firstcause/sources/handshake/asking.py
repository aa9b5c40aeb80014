"""Hand-made ClientHellos in flight: connect, send, read what the server chose, and leave.

They are driven by the lane's loop as the first look is. No handshake is finished here; which questions there are, and
what the answers mean, is told by `tls.pursuit`.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from firstcause.model.handshake import HandshakeObserved
from firstcause.sources.handshake.dialling import Address
from firstcause.sources.handshake.loop import Watched
from firstcause.tls.flight import FlightReader, Left, Refusal, Reply
from firstcause.tls.hello import RANDOM_BYTES, Hello, client_hello
from firstcause.tls.pursuit import Answer, Question, concluded
from firstcause.tls.starttls.catalogue import dialogue
from firstcause.tls.trace import HandshakeTrace

PATIENCE_SECONDS: Final = 2.0
# For a server to leave before anything is said: some round trips, of which the first look has measured one.
LEAST_SILENCE_SECONDS: Final = 0.03
MOST_SILENCE_SECONDS: Final = 0.3
ROUND_TRIPS: Final = 10
_CHUNK: Final = 65536


class Asking:
    """Asks one question of one address. `reply` is None as long as it is under way."""

    def __init__(
        self, hello: Hello | None, address: Address, protocol: str, until: float, round_trip: float | None = None
    ) -> None:
        self.deadline = min(time.monotonic() + (PATIENCE_SECONDS if hello else _silence(round_trip)), until)
        self.reply: Reply | None = None
        family, place = address
        self.socket: socket.socket | None = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self._reader = FlightReader()
        self._is_silent = hello is None
        self._hello = client_hello(hello, os.urandom(RANDOM_BYTES)) if hello else b""
        self._dialogue = dialogue(protocol)
        self._unsent = self._dialogue.outgoing() if self._dialogue else self._hello
        self.socket.connect_ex(place)

    @property
    def wanted(self) -> Watched | None:
        """The socket, and what it is to be watched for."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)
        return None if self.socket is None else (self.socket, events)

    def ready(self) -> None:
        """The socket can be read or written."""
        if self.socket is None:
            return
        try:
            if self._unsent:
                self._unsent = self._unsent[self.socket.send(self._unsent) :]
            data = self.socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            self._reader.leave()
            reset = self._is_silent and isinstance(error, ConnectionResetError)
            self.reply = Left(by_reset=True) if reset else self._reader.reply
            return
        self._hear(data)
        self.reply = Left(by_reset=False) if self._is_silent and not data else self._reader.reply

    def _hear(self, data: bytes) -> None:
        talk = self._dialogue
        if talk is None or not data:
            self._reader.feed(data)
            return
        talk.feed(data)
        self._unsent += talk.outgoing()
        if talk.declined:
            self._reader.leave()
        elif talk.over:
            self._dialogue = None
            self._unsent += self._hello

    def expire(self) -> None:
        """The time is over: what was chosen by now stands."""
        self._reader.leave()
        self.reply = self._reader.reply

    def release(self) -> None:
        """Give the socket back."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Pursuit:
    """The second look at one endpoint: question after question, until the server chooses something or the time is up.

    `until` is the first look's own deadline: both together take no longer than one. To the lane it is an attempt like
    the first look's; `observed` is None as long as it is under way.
    """

    def __init__(
        self,
        trace: HandshakeTrace,
        observed: HandshakeObserved,
        questions: Sequence[Question],
        address: Address,
        until: float,
    ) -> None:
        self.look = trace.look
        self.begun_at = trace.begun_at
        self.observed: HandshakeObserved | None = None
        self.watched: Watched | None = None
        self._trace = trace
        self._first = observed
        self._questions = list(questions)
        self._address = address
        self._until = until
        self._answers: list[Answer] = []
        self._asking = self._ask()

    @property
    def deadline(self) -> float:
        """Of the question under way."""
        return self._asking.deadline

    @property
    def wanted(self) -> Watched | None:
        """Of the question under way."""
        return self._asking.wanted

    def ready(self) -> None:
        """The socket can be read or written."""
        self._asking.ready()
        self._settle()

    def expire(self) -> None:
        """The question's time is over: silence counts as a refusal, unless it was we who had no time left to wait."""
        self._asking.expire()
        if time.monotonic() >= self._until and self._asking.reply == Refusal():
            self.observed = concluded(self._first, self._trace, self._answers)
        else:
            self._settle()

    def release(self) -> None:
        """Give the socket back."""
        self._asking.release()

    def _ask(self) -> Asking:
        protocol = self.look.endpoint.protocol
        round_trip = self._trace.timing.connect_seconds
        return Asking(self._questions[0].hello, self._address, protocol, self._until, round_trip)

    def _settle(self) -> None:
        reply = self._asking.reply
        if reply is None:
            return
        self._answers.append((self._questions.pop(0), reply))
        if isinstance(reply, Refusal) and self._questions and time.monotonic() < self._until:
            self._asking.release()
            self._asking = self._ask()
        else:
            self.observed = replace(concluded(self._first, self._trace, self._answers), hellos=len(self._answers))


def _silence(round_trip: float | None) -> float:
    if round_trip is None:
        return MOST_SILENCE_SECONDS
    return min(MOST_SILENCE_SECONDS, max(LEAST_SILENCE_SECONDS, ROUND_TRIPS * round_trip))
