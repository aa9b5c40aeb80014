"""The server's side of a TLS 1.3 handshake by hand (RFC 8446), so that hostile bytes can be sent under encryption.

One suite (AES-128-GCM with SHA-256), one group (x25519), one connection at a time. What it says after its ServerHello
is up to the caller: `flight` is a healthy answer, `seal` takes any bytes. It trusts its client, and checks nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from firstcause.pki.authority import Bundle
from firstcause.testing import tls_bytes as tls
from firstcause.tls.certificate import der

X25519: Final = 0x001D
_KEY_SHARE: Final = 51
_NOTHING: Final = hashlib.sha256(b"").digest()
_PROOF: Final = 64 * b" " + b"TLS 1.3, server CertificateVerify\x00"


class SealedServer:
    """Hears a ClientHello and says ServerHello; from then on every record is sealed."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        hello = _hear(connection)
        session, share = _offered(hello)
        key = X25519PrivateKey.generate()
        answer = _server_hello(session, key.public_key().public_bytes_raw())
        connection.sendall(tls.record(tls.HANDSHAKE, answer))
        self._transcript = hello + answer
        early = _derive(_extract(bytes(32), bytes(32)), b"derived", _NOTHING)
        self._secret = _extract(early, key.exchange(X25519PublicKey.from_public_bytes(share)))
        self._writes_with(_derive(self._secret, b"s hs traffic", self._hash()))

    def say(self, message: bytes) -> None:
        """One or more handshake messages, in as many records as they need."""
        self._transcript += message
        self.connection.sendall(b"".join(self.seal(tls.HANDSHAKE, piece) for piece in tls.pieces(message)))

    def seal(self, kind: int, content: bytes) -> bytes:
        """One record."""
        inner = content + bytes([kind])
        head = b"\x17\x03\x03" + (len(inner) + 16).to_bytes(2, "big")
        nonce = (int.from_bytes(self._iv, "big") ^ self._sequence).to_bytes(12, "big")
        self._sequence += 1
        return head + self._cipher.encrypt(nonce, inner, head)

    def prove(self, key: ec.EllipticCurvePrivateKey) -> None:
        """CertificateVerify over all that was said."""
        signed = key.sign(_PROOF + self._hash(), ec.ECDSA(hashes.SHA256()))
        self.say(tls.message(tls.CERTIFICATE_VERIFY, b"\x04\x03" + tls.vector(signed, 2)))

    def finish(self) -> None:
        """Finished; what follows is sealed as application data is."""
        key = _expand(self._traffic, b"finished", b"", 32)
        self.say(tls.message(tls.FINISHED, hmac.digest(key, self._hash(), "sha256")))
        master = _extract(_derive(self._secret, b"derived", _NOTHING), bytes(32))
        self._writes_with(_derive(master, b"s ap traffic", self._hash()))

    def flight(self, bundle: Bundle, of_the_leaf: bytes = b"") -> None:
        """A healthy flight, up to Finished."""
        assert isinstance(bundle.key, ec.EllipticCurvePrivateKey)  # noqa: S101 - bundles of ours have no other
        self.say(tls.message(tls.ENCRYPTED_EXTENSIONS, b"\x00\x00"))
        self.say(tls.certificates_13((der(c) for c in bundle.chain), of_the_leaf))
        self.prove(bundle.key)
        self.finish()

    def update_key(self) -> bytes:
        """A KeyUpdate that demands one in return (RFC 8446 section 4.6.3), ready to be sent; the next key is in use."""
        sealed = self.seal(tls.HANDSHAKE, tls.message(tls.KEY_UPDATE, b"\x01"))
        self._writes_with(_expand(self._traffic, b"traffic upd", b"", 32))
        return sealed

    def _hash(self) -> bytes:
        return hashlib.sha256(self._transcript).digest()

    def _writes_with(self, traffic: bytes) -> None:
        self._traffic, self._sequence = traffic, 0
        self._cipher = AESGCM(_expand(traffic, b"key", b"", 16))
        self._iv = _expand(traffic, b"iv", b"", 12)


def _hear(connection: socket.socket) -> bytes:
    """The ClientHello, as a message."""
    head = _exactly(connection, 5)
    return _exactly(connection, int.from_bytes(head[3:], "big"))


def _exactly(connection: socket.socket, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        data = connection.recv(count - len(heard))
        if not data:
            raise ConnectionError("the client left")
        heard += data
    return heard


def _offered(hello: bytes) -> tuple[bytes, bytes]:
    """The session id, and the public key for x25519."""
    after = 39 + hello[38]
    session = hello[39:after]
    after += 2 + _number(hello, after)
    after += 1 + hello[after] + 2
    while after < len(hello):
        length = _number(hello, after + 2)
        if _number(hello, after) == _KEY_SHARE:
            return session, _share(hello[after + 6 : after + 4 + length])
        after += 4 + length
    raise ConnectionError("no key share was offered")


def _share(shares: bytes) -> bytes:
    at = 0
    while at < len(shares):
        length = _number(shares, at + 2)
        if _number(shares, at) == X25519:
            return shares[at + 4 : at + 4 + length]
        at += 4 + length
    raise ConnectionError("no key share for x25519 was offered")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _server_hello(session: bytes, public: bytes) -> bytes:
    share = tls.extension(_KEY_SHARE, X25519.to_bytes(2, "big") + tls.vector(public, 2))
    chosen = tls.extension(43, b"\x03\x04") + share
    return tls.server_hello(tls.AES128_GCM, session=session, extensions=chosen, random=os.urandom(32))


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def _derive(secret: bytes, label: bytes, context: bytes) -> bytes:
    return _expand(secret, label, context, 32)


def _expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + tls.vector(b"tls13 " + label, 1) + tls.vector(context, 1)
    return HKDFExpand(hashes.SHA256(), length, info).derive(secret)
