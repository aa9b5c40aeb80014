"""TLS messages written by hand, for servers that no library would be: every length and every field is the caller's.

Numbers and layouts are those of RFC 5246 section 7.4 and RFC 8446 section 4. Nothing here is checked; that is the use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
HELLO_REQUEST, SERVER_HELLO, NEW_SESSION_TICKET, ENCRYPTED_EXTENSIONS, CERTIFICATE = 0, 2, 4, 8, 11
SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE, CERTIFICATE_VERIFY, FINISHED = 12, 13, 14, 15, 20
CERTIFICATE_STATUS, KEY_UPDATE, COMPRESSED_CERTIFICATE = 22, 24, 25
ECDHE_RSA_AES128_GCM, ECDHE_ECDSA_AES128_GCM, AES128_GCM = 0xC02F, 0xC02B, 0x1301
MOST_PLAINTEXT: Final = 1 << 14


def vector(content: bytes, length_bytes: int) -> bytes:
    """The content behind its length."""
    return len(content).to_bytes(length_bytes, "big") + content


def record(kind: int, content: bytes, version: int = 0x0303) -> bytes:
    """One record, however long."""
    return bytes([kind]) + version.to_bytes(2, "big") + vector(content, 2)


def records(kind: int, content: bytes) -> bytes:
    """As many records as the content needs."""
    return b"".join(record(kind, piece) for piece in pieces(content))


def pieces(content: bytes) -> Iterator[bytes]:
    """The content in pieces that fit a record."""
    return (content[at : at + MOST_PLAINTEXT] for at in range(0, max(len(content), 1), MOST_PLAINTEXT))


def message(kind: int, body: bytes, claimed: int | None = None) -> bytes:
    """A handshake message; `claimed` is a length that is not the body's."""
    return bytes([kind]) + (len(body) if claimed is None else claimed).to_bytes(3, "big") + body


def extension(kind: int, content: bytes) -> bytes:
    """One extension."""
    return kind.to_bytes(2, "big") + vector(content, 2)


def server_hello(
    suite: int = ECDHE_ECDSA_AES128_GCM,
    *,
    session: bytes = b"",
    extensions: bytes = extension(0xFF01, b"\x00"),
    compression: int = 0,
    random: bytes = bytes(32),
) -> bytes:
    """A ServerHello of TLS 1.2, which agrees to secure renegotiation; `extensions` say otherwise."""
    chosen = suite.to_bytes(2, "big") + bytes([compression])
    return message(SERVER_HELLO, b"\x03\x03" + random + vector(session, 1) + chosen + vector(extensions, 2))


def certificates(chain: Iterable[bytes]) -> bytes:
    """A Certificate message of TLS 1.2."""
    return message(CERTIFICATE, vector(b"".join(vector(der, 3) for der in chain), 3))


def certificates_13(chain: Iterable[bytes], of_the_leaf: bytes = b"") -> bytes:
    """A Certificate message of TLS 1.3; the extensions are the leaf's, a staple say."""
    entries = (vector(der, 3) + vector(b"" if n else of_the_leaf, 2) for n, der in enumerate(chain))
    return message(CERTIFICATE, b"\x00" + vector(b"".join(entries), 3))


def staple(response: bytes) -> bytes:
    """The body of a CertificateStatus, and of the extension that took its place (RFC 6066 section 8)."""
    return b"\x01" + vector(response, 3)


def flight_12(chain: Iterable[bytes], *after: bytes, suite: int = ECDHE_ECDSA_AES128_GCM) -> bytes:
    """ServerHello, Certificate and whatever comes after them, in records."""
    status = extension(0xFF01, b"\x00") + extension(5, b"")
    return records(HANDSHAKE, server_hello(suite, extensions=status) + certificates(chain) + b"".join(after))
