"""What is said in clear text before TLS begins, without a socket: bytes in, bytes out, until the server is ready.

A protocol is a script: a generator that yields what it says and what it wants to hear next. It ends when the
ClientHello may follow, or raises `DeclinedError` with the server's own words.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from firstcause.tls.trace import Declined

LONGEST: Final = 65536  # bytes that a server may say in one go before we stop listening


@dataclass(frozen=True, slots=True)
class Say:
    """Bytes for the server. Nothing is heard in return."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """Wants a line, which comes without its end."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """Wants so many bytes."""

    count: int


Script = Generator[Say | Line | Exactly, bytes, None]


class DeclinedError(Exception):
    """The server does not go over to TLS; these are its words."""

    def __init__(self, words: bytes | str, *, temporary: bool = False) -> None:
        text = words if isinstance(words, str) else words[:200].decode("ascii", "replace")
        super().__init__(text)
        self.declined = Declined(text, temporary=temporary)


class Dialogue:
    """One script under way. `over` when TLS may begin, `declined` when it never will."""

    def __init__(self, script: Script) -> None:
        self.over = False
        self.declined: Declined | None = None
        self.heard = 0
        self._script = script
        self._unsaid = b""
        self._unread = b""
        self._wanted: Line | Exactly | None = None
        self._go_on(None)

    def feed(self, data: bytes) -> None:
        """What the server said."""
        self.heard += len(data)
        self._unread += data
        while not self.over and self.declined is None and (answer := self._answer()) is not None:
            self._go_on(answer)
        if self._wanted is not None and len(self._unread) > LONGEST:
            self._end(Declined(f"more than {LONGEST} bytes, and no end of the answer"))

    def outgoing(self) -> bytes:
        """What to send, each byte given once."""
        said, self._unsaid = self._unsaid, b""
        return said

    def rest(self) -> bytes:
        """What came after the end of the dialogue: nothing, from an honest server."""
        rest, self._unread = self._unread, b""
        return rest

    def _answer(self) -> bytes | None:
        """What the script waits for, once it is complete."""
        if isinstance(self._wanted, Exactly):
            count = self._wanted.count
            if len(self._unread) < count:
                return None
            answer, self._unread = self._unread[:count], self._unread[count:]
            return answer
        line, end, rest = self._unread.partition(b"\n")
        if not end:
            return None
        self._unread = rest
        return line.removesuffix(b"\r")

    def _go_on(self, answer: bytes | None) -> None:
        try:
            wish = self._script.send(answer) if answer is not None else next(self._script)
            while isinstance(wish, Say):
                self._unsaid += wish.data
                wish = next(self._script)
            self._wanted = wish
        except StopIteration:
            self.over, self._wanted = True, None
        except DeclinedError as no:
            self._end(no.declined)

    def _end(self, declined: Declined) -> None:
        self.declined, self._wanted = declined, None
        self._script.close()
