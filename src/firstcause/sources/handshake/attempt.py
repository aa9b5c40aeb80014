"""One look in flight: a non-blocking socket, a conversation, and the time that is left.

The loop tells it when its socket is ready or its time has come; it answers with what it waits for next, and in the
end with a trace. It neither resolves names nor judges.
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

from firstcause.model.handshake import HandshakeObserved, Look, Phase, Timing
from firstcause.sources.handshake.contexts import Offer
from firstcause.sources.handshake.conversation import Conversation
from firstcause.sources.handshake.dialling import CONNECTED, REFUSALS, Address, Dialling
from firstcause.sources.handshake.http import head_request, speaks_http
from firstcause.sources.handshake.loop import Watched
from firstcause.sources.handshake.marks import Marks
from firstcause.sources.handshake.sessions import Sessions
from firstcause.tls.starttls.catalogue import dialogue
from firstcause.tls.starttls.dialogue import Dialogue
from firstcause.tls.trace import Connect, End, HandshakeTrace, NotTried, OnFile

Socket = socket.socket

FIRST_READ_SECONDS: Final = 0.3
GLANCE_SECONDS: Final = 0.02  # of silence; then a fault that we find ourselves ends the wait
VERDICT_SECONDS: Final = 1.0  # a server that asked for our certificate has it to check, and may be busy
_CHUNK: Final = 1 << 14


class Attempt:
    """Drives one look. `result` is None as long as it is under way; `repeats` is what the light lane found before."""

    def __init__(
        self,
        look: Look,
        offer: Offer,
        begun_at: datetime,
        *,
        on_file: OnFile | None = None,
        sessions: Sessions | None = None,
        repeats: HandshakeObserved | None = None,
        finds_fault: Callable[[HandshakeTrace], bool] = lambda _: False,
    ) -> None:
        self.repeats = repeats
        self.look = look
        self.offer = offer
        self.begun_at = begun_at
        self._on_file = on_file
        self._finds_fault = finds_fault
        self.result: HandshakeTrace | NotTried | None = None
        self.watched: Watched | None = None  # the loop's note of what its selector knows
        self._dialogue = dialogue(look.endpoint.protocol)  # None as soon as TLS may begin
        self._sessions = sessions or Sessions()
        self._conversation = Conversation(offer.context, look, self._sessions.of(look))
        self._dialling = Dialling()
        self._marks = Marks(time.monotonic())
        self.deadline = self._marks.started + look.timeout_seconds
        self._listen_until = 0.0
        self._unsent = b""

    @property
    def socket(self) -> Socket | None:
        """Where it is connected, or is trying to be."""
        return self._dialling.socket

    @property
    def address(self) -> Address | None:
        """Of that socket's peer."""
        return self._dialling.address

    @property
    def wanted(self) -> Watched | None:
        """Which socket is to be watched, and for what; another one when the next address is tried."""
        if self.socket is None:
            return None
        if self._marks.connected is None:
            return self.socket, selectors.EVENT_WRITE
        return self.socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)

    def connect(self, addresses: Sequence[Address]) -> None:
        """Begin with the first address; the others are tried when it fails."""
        self._marks.resolved = time.monotonic()
        self._dialled(self._dialling.begin(addresses))

    def unresolved(self, reason: str) -> None:
        """The resolver found no address."""
        self._fail_connect(Connect.UNRESOLVED, reason)

    def ready(self) -> None:
        """The socket can be read or written."""
        if self._marks.connected is None:
            self._dialled(self._dialling.ready())
        else:
            self._exchange()

    def expire(self) -> None:
        """The time is over: for the whole look, or for listening after the handshake."""
        if self._conversation.established:
            if not self._listens_on() and not self._ask_without_proof():
                self._finish(End.COMPLETED)
        elif self._marks.connected is not None:
            self._finish(End.TIMED_OUT)
        elif self.socket is None:
            self._fail_connect(Connect.UNRESOLVED, f"no answer within {self.look.timeout_seconds:g} s")
        else:
            self._fail_connect(Connect.TIMED_OUT, f"no answer within {self.look.timeout_seconds:g} s")

    def release(self) -> None:
        """Give everything back: the look is over."""
        self._dialling.hang_up()
        self._conversation.let_go()

    def _dialled(self, code: int | None) -> None:
        if code is None:
            return
        if code == CONNECTED:
            self._connected()
        elif code in REFUSALS:
            self._fail_connect(REFUSALS[code], os.strerror(code))
        else:
            self.result = NotTried(self.look, f"no connection to {self.look.endpoint.address}: {os.strerror(code)}")

    def _connected(self) -> None:
        self._marks.connected = time.monotonic()
        if not self.look.tls:
            self.result = self._trace(End.COMPLETED)
            return
        if self._dialogue is None:
            self._begin_tls()
        self._send()

    def _begin_tls(self) -> None:
        self._dialogue = None
        self._marks.hello = time.monotonic()
        self._conversation.begin()

    def _exchange(self) -> None:
        try:
            self._hear(self._socket.recv(_CHUNK))
        except BlockingIOError:
            self._send()
            return
        except OSError as error:
            self._broken(error)
            return
        if self._conversation.established and self._marks.established is None:
            self._listen()
        self._send()
        self._settle()

    def _hear(self, data: bytes) -> None:
        """TLS, or what is said before it; no data: the peer has left."""
        talk = self._dialogue
        if talk is None:
            self._conversation.receive(data)
        elif not data:
            self._finish(End.TRUNCATED)
        else:
            talk.feed(data)
            self._go_over(talk)

    def _go_over(self, talk: Dialogue) -> None:
        if talk.declined is not None:
            self._finish(End.CLOSED)
        elif talk.over:
            self._begin_tls()
            if rest := talk.rest():
                self._conversation.receive(rest)

    def _listen(self) -> None:
        """Our side is done; a TLS 1.3 server may still refuse us, so listen a little longer."""
        self._marks.established = time.monotonic()
        asked = self._conversation.certificate_requested
        patience = VERDICT_SECONDS if asked else FIRST_READ_SECONDS
        self._listen_until = min(self.deadline, self._marks.established + patience)
        self.deadline = min(self.deadline, self._marks.established + GLANCE_SECONDS)

    def _listens_on(self) -> bool:
        """After the first silence, unless what was seen is a fault already: then nothing that may come changes it."""
        until, self._listen_until = self._listen_until, 0.0
        if time.monotonic() >= until:
            return False
        if not self.look.awaits_answer and self._finds_fault(self._trace(End.COMPLETED)):
            self._finish(End.COMPLETED)
        self.deadline = until
        return True

    def _settle(self) -> None:
        """Finish as soon as there is nothing more to learn."""
        seen = self._conversation
        if self.result is not None:
            return
        if seen.end is not None:
            self._finish(seen.end)
        elif seen.established and self._has_heard_enough():
            self._finish(End.COMPLETED)

    def _has_heard_enough(self) -> bool:
        seen = self._conversation
        is_proven = seen.phase is Phase.ESTABLISHED or seen.received_after > 0
        if not is_proven or not self.look.endpoint.protocol:
            return is_proven
        if not speaks_http(self.look, seen.negotiated().alpn):
            return True
        # Only once the server has accepted us: a request that it leaves unread makes it reset, and its alert is lost.
        if self._marks.asked is None:
            self._ask()
        return bool(seen.answer)

    def _ask_without_proof(self) -> bool:
        """A server that says nothing before it is asked (TLS 1.3 without tickets) may be asked all the same, where an
        answer is what we came for."""
        over = time.monotonic() >= self._marks.started + self.look.timeout_seconds
        agreed = self._conversation.negotiated().alpn
        if over or self._marks.asked is not None or not (self.look.awaits_answer and speaks_http(self.look, agreed)):
            return False
        self._ask()
        return True

    def _ask(self) -> None:
        self._marks.asked = time.monotonic()
        if self.look.awaits_answer:
            self.deadline = self._marks.started + self.look.timeout_seconds
        self._conversation.say(head_request(self.look))
        self._send()

    def _send(self) -> None:
        self._unsent += self._dialogue.outgoing() if self._dialogue else self._conversation.outgoing()
        try:
            while self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except BlockingIOError:
            return
        except OSError as error:
            self._read_rest(error)

    def _read_rest(self, error: OSError) -> None:
        """The peer no longer reads; what it said before it left (an alert, a banner) may still wait for us."""
        self._unsent = b""
        try:
            while self.result is None and self._conversation.end is None and (data := self._socket.recv(_CHUNK)):
                self._hear(data)
        except OSError:
            self._broken(error)
            return
        if self._conversation.end is None:
            self._broken(error)
        else:
            self._settle()

    def _broken(self, error: OSError) -> None:
        gone = error.errno == errno.ECONNRESET  # EPIPE: it had closed in good order before it reset what came later
        end = self._conversation.end or (End.RESET if gone else End.TRUNCATED)
        self._finish(end)

    def _finish(self, end: End) -> None:
        if self.result is not None:
            return
        trace = self._trace(end)
        if self.look.resume:
            self._sessions.keep(self.look, self._conversation.session())
        if end is End.COMPLETED:
            self._conversation.farewell()
            self._hang_up()
        self.result = trace

    def _hang_up(self) -> None:
        # The look is over and judged; that the peer was quicker to leave changes nothing.
        with suppress(OSError):
            self._socket.send(self._unsent + self._conversation.outgoing())
            self._socket.shutdown(socket.SHUT_WR)

    def _trace(self, end: End) -> HandshakeTrace:
        if self._dialogue is not None and self.look.tls:
            return self._clear_text_trace(self._dialogue, end)
        return self._conversation.trace(
            self.look,
            self.begun_at,
            end,
            client_certificate=self.offer.client_certificate,
            on_file=self._on_file,
            timing=self._timing(),
            address=self._dialling.ip_address,
        )

    def _clear_text_trace(self, talk: Dialogue, end: End) -> HandshakeTrace:
        """It ended before TLS began."""
        return HandshakeTrace(
            self.look,
            self.begun_at,
            Connect.CONNECTED,
            declined=talk.declined,
            end=end,
            phase=Phase.STARTTLS,
            received=talk.heard,
            timing=self._timing(),
            address=self._dialling.ip_address,
        )

    def _timing(self) -> Timing:
        return self._marks.timing(time.monotonic() if self._conversation.answer else None)

    def _fail_connect(self, outcome: Connect, reason: str) -> None:
        self.result = HandshakeTrace(
            self.look, self.begun_at, outcome, reason, timing=self._timing(), address=self._dialling.ip_address
        )

    @property
    def _socket(self) -> Socket:
        if self.socket is None:
            raise RuntimeError("the attempt has no socket yet")
        return self.socket
