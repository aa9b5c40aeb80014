"""A ClientHello of our own making, for questions that no library asks: everything at once, or nothing but one thing.

It offers no key share: a TLS 1.3 server that shares a group answers with a HelloRetryRequest (RFC 8446 section 4.2.8),
one that shares none says so, and neither costs anybody any cryptography. Pure bytes; the random part is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstcause.tls.names import ascii_name
from firstcause.tls.ordinary import is_ordinary_suite
from firstcause.tls.registry.groups import GROUPS, SIGNATURES
from firstcause.tls.registry.suites import EMPTY_RENEGOTIATION_INFO, SUITES

RANDOM_BYTES: Final = 64  # the hello's random, and a session id that middleboxes like to see
TLS10, TLS11, TLS12, TLS13 = 0x0301, 0x0302, 0x0303, 0x0304
VERSION_NAMES: Final = {0x0300: "SSLv3", TLS10: "TLSv1", TLS11: "TLSv1.1", TLS12: "TLSv1.2", TLS13: "TLSv1.3"}
# Suites that protect nothing, or next to nothing: offered last, and chosen only where there is nothing else.
_HOLLOW: Final = ("NULL", "anon", "RC4", "DES", "MD5", "EXPORT")


def _suites() -> tuple[int, ...]:
    """What ordinary callers have comes first: a server that goes by our order takes another only for want of it."""

    def place(number: int) -> tuple[bool, bool, bool, int]:
        name = SUITES[number]
        return any(word in name for word in _HOLLOW), not is_ordinary_suite(name), number >> 8 != 0x13, -number

    return tuple(sorted(SUITES, key=place))


@dataclass(frozen=True, slots=True)
class Hello:
    """What is offered, each list in the order of preference. The default is all that there is."""

    server_name: str = ""  # "" for none; never a literal address (RFC 6066 section 3)
    alpn: tuple[str, ...] = ()
    versions: tuple[int, ...] = (TLS13, TLS12, TLS11, TLS10)
    suites: tuple[int, ...] = _suites()
    groups: tuple[int, ...] = tuple(GROUPS)
    signatures: tuple[int, ...] = tuple(SIGNATURES)


def client_hello(hello: Hello, random: bytes) -> bytes:
    """The record to send. ValueError unless there are `RANDOM_BYTES` random bytes."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a ClientHello wants {RANDOM_BYTES} random bytes")
    suites = _numbers((*hello.suites, EMPTY_RENEGOTIATION_INFO))
    body = b"".join(
        (
            min(max(hello.versions), TLS12).to_bytes(2, "big"),
            random[:32],
            _vector(random[32:], 1),
            _vector(suites, 2),
            b"\x01\x00",  # no compression
            _vector(b"".join(_extensions(hello)), 2),
        )
    )
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + _vector(message, 2)


def _extensions(hello: Hello) -> Iterator[bytes]:
    if hello.server_name:
        yield _extension(0, _vector(b"\x00" + _vector(ascii_name(hello.server_name).encode("idna"), 2), 2))
    yield _extension(10, _vector(_numbers(hello.groups), 2))
    yield _extension(11, _vector(b"\x00", 1))  # uncompressed points
    yield _extension(13, _vector(_numbers(hello.signatures), 2))
    if hello.alpn:
        yield _extension(16, _vector(b"".join(_vector(p.encode("ascii"), 1) for p in hello.alpn), 2))
    yield _extension(23, b"")  # extended_master_secret: some servers insist (RFC 7627)
    if max(hello.versions) >= TLS13:
        yield _extension(43, _vector(_numbers(hello.versions), 1))
        yield _extension(45, _vector(b"\x01", 1))  # psk_dhe_ke
        yield _extension(51, _vector(b"", 2))


def _extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2, "big") + _vector(content, 2)


def _vector(content: bytes, length_bytes: int) -> bytes:
    return len(content).to_bytes(length_bytes, "big") + content


def _numbers(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)
