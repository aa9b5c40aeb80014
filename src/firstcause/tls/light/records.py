"""Records of TLS 1.3 (RFC 8446 section 5): their framing, and their protection once there are keys."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from firstcause.tls.light.schedule import expand_label
from firstcause.tls.light.suites import Suite
from firstcause.tls.light.unexpected import UnexpectedError

HEADER_BYTES: Final = 5
NONCE_BYTES: Final = 12
MOST_BYTES: Final = (1 << 14) + 256


class Kind(IntEnum):
    """What a record holds."""

    CHANGE_CIPHER_SPEC = 20
    ALERT = 21
    HANDSHAKE = 22
    APPLICATION_DATA = 23


def plain(kind: Kind, content: bytes) -> bytes:
    """A record in clear text."""
    return bytes((kind, 3, 3)) + len(content).to_bytes(2, "big") + content


def length(header: bytes) -> int:
    """How many bytes follow this header; UnexpectedError where it is none."""
    size = header[3] << 8 | header[4]
    if header[0] not in _KINDS or header[1] != 3 or size > MOST_BYTES:
        raise UnexpectedError("no TLS record")
    return size


class Protection:
    """Records of one direction under one traffic secret, in their order (section 5.2)."""

    __slots__ = ("_aead", "_key", "_make", "_nonce", "_sequence")

    def __init__(self, suite: Suite, traffic_secret: bytes) -> None:
        self._make = suite.aead
        self._key = expand_label(suite, traffic_secret, b"key", b"", suite.key_bytes)
        self._aead: AESGCM | ChaCha20Poly1305 | None = None
        self._nonce = int.from_bytes(expand_label(suite, traffic_secret, b"iv", b"", NONCE_BYTES), "big")
        self._sequence = 0

    def seal(self, kind: Kind, content: bytes) -> bytes:
        """The next record to send."""
        inner = content + bytes((kind,))
        header = b"\x17\x03\x03" + (len(inner) + 16).to_bytes(2, "big")
        return header + self._ready().encrypt(self._next_nonce(), inner, header)

    def open(self, header: bytes, body: bytes) -> tuple[int, bytes]:
        """Kind and content of the next record that came; UnexpectedError where it does not verify."""
        try:
            inner = self._ready().decrypt(self._next_nonce(), body, header)
        except InvalidTag as error:
            raise UnexpectedError("a record that does not verify") from error
        if not inner or not inner[-1]:
            inner = inner.rstrip(b"\0")
        if not inner:
            raise UnexpectedError("a record without content")
        return inner[-1], inner[:-1]

    def rest(self) -> None:
        """Hold as little as possible until the next record: what the library computes of a key takes 2 KiB."""
        self._aead = None

    def _ready(self) -> AESGCM | ChaCha20Poly1305:
        if self._aead is None:
            self._aead = self._make(self._key)
        return self._aead

    def _next_nonce(self) -> bytes:
        nonce = self._nonce ^ self._sequence
        self._sequence += 1
        return nonce.to_bytes(NONCE_BYTES, "big")


_KINDS: Final = frozenset(Kind)
