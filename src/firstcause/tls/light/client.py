"""A TLS 1.3 client without a socket, for servers that do what nearly all servers do; bytes in, bytes out.

It carries no secret and sends nothing of worth, so it may use one key share for many handshakes. It verifies what
makes a handshake one (CertificateVerify, the server's Finished), and leaves judging the chain to `tls.judge`. Whatever
else happens, a request for a client certificate say, is an `UnexpectedError`: then the deep lane looks.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from firstcause.tls.certificate import public_key
from firstcause.tls.light import records
from firstcause.tls.light.certificates import certificates
from firstcause.tls.light.fields import extensions, number, vector, whole
from firstcause.tls.light.hello import ALPN, server_hello
from firstcause.tls.light.keys import Keys
from firstcause.tls.light.proof import check_proof
from firstcause.tls.light.records import HEADER_BYTES, Kind
from firstcause.tls.light.unexpected import UnexpectedError
from firstcause.tls.trace import Negotiated

ANSWER_BYTES: Final = 512
GROUP: Final = "x25519"
_MOST_MESSAGE: Final = 1 << 16
_SESSION: Final = 38  # where a ClientHello's session id stands
_SERVER_HELLO, _TICKET, _ENCRYPTED_EXTENSIONS, _CERTIFICATE, _VERIFY, _FINISHED = 2, 4, 8, 11, 15, 20
_NEXT: Final = {
    _SERVER_HELLO: _ENCRYPTED_EXTENSIONS,
    _ENCRYPTED_EXTENSIONS: _CERTIFICATE,
    _CERTIFICATE: _VERIFY,
    _VERIFY: _FINISHED,
    _FINISHED: _TICKET,
    _TICKET: _TICKET,
}
_CLOSE_NOTIFY: Final = b"\0"


class Client:
    """Our side of one handshake. `hello` is the ClientHello message, `offered` the extensions in it."""

    __slots__ = (
        *("_expected", "_hello", "_key", "_keys", "_messages", "_offered", "_raw"),
        *("alpn", "answer", "chain", "closed", "established", "proven", "staple"),
    )

    def __init__(self, hello: bytes, offered: frozenset[int], key: X25519PrivateKey) -> None:
        self.chain: tuple[bytes, ...] = ()
        self.staple = b""
        self.alpn = ""
        self.answer = b""  # the beginning of the server's application data
        self.established = False  # our side has finished
        self.proven = False  # the server said something after that
        self.closed = False  # and then closed in good order
        self._hello = hello
        self._offered = offered
        self._key = key
        self._keys: Keys | None = None
        self._expected = _SERVER_HELLO
        self._raw = b""
        self._messages = b""

    def begin(self) -> bytes:
        """The first record to send."""
        return b"\x16\x03\x01" + len(self._hello).to_bytes(2, "big") + self._hello

    def receive(self, data: bytes) -> bytes:
        """Raw bytes from the server; returns what is to be sent. Raises UnexpectedError: let another client look."""
        raw = self._raw + data
        answer, place = b"", 0
        while len(raw) - place >= HEADER_BYTES and not self.closed:
            header = raw[place : place + HEADER_BYTES]
            end = place + HEADER_BYTES + records.length(header)
            if len(raw) < end:
                break
            answer += self._record(header, raw[place + HEADER_BYTES : end])
            place = end
        self._raw = raw[place:]
        if self._keys is not None:
            self._keys.reading.rest()
        return answer

    def say(self, data: bytes) -> bytes:
        """Application data as a record; only once established."""
        return self._known.seal(Kind.APPLICATION_DATA, data)

    def farewell(self) -> bytes:
        """Close in good order; only once established."""
        return self._known.seal(Kind.ALERT, b"\x01" + _CLOSE_NOTIFY)

    def negotiated(self) -> Negotiated:
        """What was agreed on; only once established."""
        return Negotiated("TLSv1.3", self._known.suite.name, GROUP, self.alpn)

    @property
    def _known(self) -> Keys:
        if self._keys is None:
            raise UnexpectedError("there are no keys yet")
        return self._keys

    def _record(self, header: bytes, body: bytes) -> bytes:
        kind: int = header[0]
        if self._keys is not None and kind == Kind.APPLICATION_DATA:
            kind, body = self._keys.reading.open(header, body)
        elif self._keys is not None:
            if kind == Kind.CHANGE_CIPHER_SPEC and body == b"\x01" and not self.established:
                return b""  # for middleboxes (RFC 8446 appendix D.4)
            raise UnexpectedError(f"a record of kind {kind} in clear text")
        if kind == Kind.HANDSHAKE and body:
            return self._handshake(body)
        if not self.established or self._messages:
            raise UnexpectedError(f"a record of kind {kind} inside the handshake: {body[:2].hex()}")
        self._hear(kind, body)
        return b""

    def _hear(self, kind: int, body: bytes) -> None:
        """What a server says once both sides have finished."""
        if kind == Kind.ALERT and body[1:] == _CLOSE_NOTIFY:
            self.closed = True
        elif kind == Kind.APPLICATION_DATA:
            self.answer = (self.answer + body)[:ANSWER_BYTES]
        else:
            raise UnexpectedError(f"a record of kind {kind}: {body[:2].hex()}")
        self.proven = True

    def _handshake(self, content: bytes) -> bytes:
        messages = self._messages + content
        answer, place = b"", 0
        while len(messages) - place >= 4:
            end = place + 4 + number(messages, place + 1, 3)
            if end - place > _MOST_MESSAGE:
                raise UnexpectedError("a message that is too long")
            if len(messages) < end:
                break
            answer += self._message(messages[place:end], is_last=len(messages) == end)
            place = end
        self._messages = messages[place:]
        return answer

    def _message(self, message: bytes, *, is_last: bool) -> bytes:
        kind = message[0]
        if kind != self._expected:
            raise UnexpectedError(f"message {kind} where {self._expected} was expected")
        if kind in (_SERVER_HELLO, _FINISHED) and not is_last:
            raise UnexpectedError("a message across a change of keys")
        self._expected = _NEXT[kind]
        return _STEPS[kind](self, message)

    def _agree(self, message: bytes) -> bytes:
        """ServerHello: from here on there are keys."""
        session, _ = vector(self._hello, _SESSION, 1)
        chosen = server_hello(message[4:], session)
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(chosen.share))
        except ValueError as error:
            raise UnexpectedError(f"a key share that is none: {error}") from error
        self._keys = Keys(chosen.suite, shared, self._hello + message)
        self._hello = b""
        return b""

    def _take_extensions(self, message: bytes) -> bytes:
        """EncryptedExtensions."""
        found = extensions(whole(message, 4, 2))
        if not found.keys() <= self._offered:
            raise UnexpectedError("an extension that was not offered")
        if ALPN in found:
            self.alpn = whole(whole(found[ALPN], 0, 2), 0, 1).decode("ascii", "replace")
        self._known.add(message)
        return b""

    def _take_chain(self, message: bytes) -> bytes:
        """Certificate."""
        self.chain, self.staple = certificates(message[4:])
        self._known.add(message)
        return b""

    def _verify(self, message: bytes) -> bytes:
        """CertificateVerify."""
        try:
            key = public_key(self.chain[0])
        except (ValueError, UnsupportedAlgorithm) as error:
            raise UnexpectedError(f"a certificate that cannot be read: {error}") from error
        check_proof(key, number(message, 4, 2), whole(message, 6, 2), self._known.hash())
        self._known.add(message)
        return b""

    def _finish(self, message: bytes) -> bytes:
        """Finished, theirs and ours."""
        self._known.check_finished(message[4:])
        self._known.add(message)
        self.established = True
        return self._known.finish()

    def _take_ticket(self, _: bytes) -> bytes:
        """NewSessionTicket: not wanted, but a sign that the server has accepted us."""
        self.proven = True
        return b""


_STEPS: Final = {
    _SERVER_HELLO: Client._agree,
    _ENCRYPTED_EXTENSIONS: Client._take_extensions,
    _CERTIFICATE: Client._take_chain,
    _VERIFY: Client._verify,
    _FINISHED: Client._finish,
    _TICKET: Client._take_ticket,
}
