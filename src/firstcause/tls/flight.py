"""What a server answers to a ClientHello, read from its raw bytes as far as it is in clear text.

The bytes are a stranger's: lengths are checked before they are believed, and there is a bound to all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from firstcause.tls.hello import TLS12
from firstcause.tls.registry.suites import suite_name

MOST_BYTES: Final = 1 << 17
_MOST_RECORD: Final = (1 << 14) + 256
_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _KEY_EXCHANGE, _REQUEST, _DONE = 2, 12, 13, 14
_NAMED_CURVE: Final = 3
# SHA-256 of "HelloRetryRequest", in the place of the server's random (RFC 8446 section 4.1.3).
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the server chose: it speaks this version, with this suite, in this group (None where none showed).

    `prime_bits` are those of a group of its own, which has no number (RFC 5246 section 7.4.3).
    """

    version: int
    suite: int
    group: int | None = None
    prime_bits: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """It would not: with this alert, or without a word (None)."""

    alert: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """It went before anything was said to it: by a reset, or in good order."""

    by_reset: bool


Reply = Choice | Refusal | Left


class BrokenFlightError(ValueError):
    """The bytes are no flight of a TLS server."""


class FlightReader:
    """Takes bytes as they come; `reply` is None as long as more is needed."""

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self._records = bytearray()  # from whose front it costs little to take
        self._messages = bytearray()
        self._received = 0
        self._choice: Choice | None = None

    def feed(self, data: bytes) -> None:
        """Raw bytes from the server; none means that it left. Whatever cannot be read counts as a refusal."""
        self._received += len(data)
        self._records += data
        try:
            while self.reply is None and self._take_record():
                pass
        except BrokenFlightError:
            self.leave()
        if not data or self._received > MOST_BYTES:
            self.leave()

    def leave(self) -> None:
        """There will be no more: what was chosen stands."""
        self.reply = self.reply or self._choice or Refusal()

    def _take_record(self) -> bool:
        """Take a whole record from the buffer; False when there is none yet."""
        if len(self._records) < 5:
            return False
        kind, version, length = self._records[0], self._records[1], int.from_bytes(self._records[3:5], "big")
        if version != 3 or length > _MOST_RECORD or kind not in (20, _ALERT, _HANDSHAKE, 23):
            raise BrokenFlightError("no TLS record")
        if len(self._records) < 5 + length:
            return False
        content = bytes(self._records[5 : 5 + length])
        del self._records[: 5 + length]
        if kind == _ALERT and len(content) == 2:
            self.reply = self._choice or Refusal(content[1])
        elif kind == _HANDSHAKE:
            self._messages += content
            while self.reply is None and self._take_message():
                pass
        elif kind == 23:  # encrypted: nothing more is told in clear text
            self.leave()
        return True

    def _take_message(self) -> bool:
        length = int.from_bytes(self._messages[1:4], "big")
        if len(self._messages) < 4 or len(self._messages) < 4 + length:
            return False
        kind, body = self._messages[0], bytes(self._messages[4 : 4 + length])
        del self._messages[: 4 + length]
        if kind == _SERVER_HELLO:
            self._choice = _server_hello(body)
            if self._choice.version > TLS12:
                self.reply = self._choice
        elif kind == _KEY_EXCHANGE and self._choice:
            suite = self._choice.suite
            self.reply = replace(self._choice, group=_named_group(suite, body), prime_bits=_prime_bits(suite, body))
        elif kind in (_REQUEST, _DONE):  # past the place of a key exchange: it has no group
            self.leave()
        return True


def _server_hello(body: bytes) -> Choice:
    """Version, suite and, of a HelloRetryRequest, group."""
    if len(body) < 38:
        raise BrokenFlightError("a ServerHello that is too short")
    after_session = 35 + body[34]
    suite = int.from_bytes(_exactly(body, after_session, 2), "big")
    extensions = _extensions(body[after_session + 5 :])
    chosen = extensions.get(43, body[:2])
    share = extensions.get(51, b"")
    group = int.from_bytes(share[:2], "big") if len(share) >= 2 and body[2:34] == _RETRY else None
    return Choice(int.from_bytes(chosen[:2], "big"), suite, group)


def _extensions(content: bytes) -> dict[int, bytes]:
    found, place = {}, 0
    while place + 4 <= len(content):
        kind, length = (
            int.from_bytes(content[place : place + 2], "big"),
            int.from_bytes(content[place + 2 : place + 4], "big"),
        )
        found[kind] = _exactly(content, place + 4, length)
        place += 4 + length
    return found


def _named_group(suite: int, body: bytes) -> int | None:
    """The curve of an ECDHE key exchange (RFC 8422 section 5.4); None for another kind."""
    curve = "_ECDH" in suite_name(suite) and len(body) >= 3 and body[0] == _NAMED_CURVE
    return int.from_bytes(body[1:3], "big") if curve else None


def _prime_bits(suite: int, body: bytes) -> int:
    """Of the finite field in which a DHE key exchange takes place; 0 for another kind."""
    if not suite_name(suite).startswith("TLS_DHE_"):
        return 0
    return int.from_bytes(_exactly(body, 2, int.from_bytes(body[:2], "big")), "big").bit_length()


def _exactly(content: bytes, place: int, length: int) -> bytes:
    if place + length > len(content):
        raise BrokenFlightError("a length that points outside")
    return content[place : place + length]
