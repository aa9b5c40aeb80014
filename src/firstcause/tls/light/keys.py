"""The transcript of one handshake and the keys that follow from it, from the ServerHello on (RFC 8446 section 4.4)."""

from __future__ import annotations

import hashlib
from hmac import compare_digest
from typing import Final

from firstcause.tls.light.records import Kind, Protection, plain
from firstcause.tls.light.schedule import derive_secret, finished, handshake_secret, master_secret
from firstcause.tls.light.suites import Suite
from firstcause.tls.light.unexpected import UnexpectedError

_CHANGE_CIPHER_SPEC: Final = plain(Kind.CHANGE_CIPHER_SPEC, b"\x01")  # for middleboxes (appendix D.4)
_FINISHED: Final = 20


class Keys:
    """Begins with the key shares' secret and with both hellos; `reading` opens what comes next."""

    __slots__ = ("_master", "_ours", "_theirs", "_transcript", "_writing", "reading", "suite")

    def __init__(self, suite: Suite, shared: bytes, hellos: bytes) -> None:
        self.suite = suite
        self._transcript = hashlib.new(suite.hash_name, hellos)
        secret, at = handshake_secret(suite, shared), self.hash()
        self._ours = derive_secret(suite, secret, b"c hs traffic", at)
        self._theirs = derive_secret(suite, secret, b"s hs traffic", at)
        self._master = master_secret(suite, secret)
        self._writing: Protection | None = None
        self.reading = Protection(suite, self._theirs)

    def hash(self) -> bytes:
        """Of all messages so far."""
        return self._transcript.digest()

    def add(self, message: bytes) -> None:
        """The next message of the handshake."""
        self._transcript.update(message)

    def check_finished(self, verify_data: bytes) -> None:
        """UnexpectedError unless the server's Finished covers all messages before it."""
        if not compare_digest(verify_data, finished(self.suite, self._theirs, self.hash())):
            raise UnexpectedError("a Finished that does not verify")

    def finish(self) -> bytes:
        """Our own Finished as records; from here on both sides use the keys of application data."""
        at = self.hash()
        verify_data = finished(self.suite, self._ours, at)
        message = bytes((_FINISHED,)) + len(verify_data).to_bytes(3, "big") + verify_data
        sealed = Protection(self.suite, self._ours).seal(Kind.HANDSHAKE, message)
        self._ours = derive_secret(self.suite, self._master, b"c ap traffic", at)
        self.reading = Protection(self.suite, derive_secret(self.suite, self._master, b"s ap traffic", at))
        return _CHANGE_CIPHER_SPEC + sealed

    def seal(self, kind: Kind, content: bytes) -> bytes:
        """A record to send after our Finished."""
        if self._writing is None:
            self._writing = Protection(self.suite, self._ours)
        return self._writing.seal(kind, content)
