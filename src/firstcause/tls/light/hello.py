"""The light client's ClientHello, and the ServerHello that it can follow (RFC 8446 sections 4.1.2 and 4.1.3).

It offers what it can finish and nothing else: TLS 1.3, three suites, one group, with its key share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from firstcause.tls.light.fields import extensions, number, vector, whole
from firstcause.tls.light.suites import SUITES, Suite
from firstcause.tls.light.unexpected import UnexpectedError

RANDOM_BYTES: Final = 64  # the hello's random, and a session id that middleboxes like to see
X25519: Final = 0x001D
TLS12, TLS13 = b"\x03\x03", b"\x03\x04"
# CertificateVerify may use the first seven; certificates may be signed with any (section 4.2.3).
SIGNATURES: Final = (0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601)
SERVER_NAME, STATUS, GROUPS, ALGORITHMS, ALPN, VERSIONS, MODES, SHARE = 0, 5, 10, 13, 16, 43, 45, 51
# SHA-256 of "HelloRetryRequest", in the place of the server's random.
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True, slots=True)
class Hello:
    """A ClientHello without its random part, and which extensions it holds."""

    before: bytes
    after: bytes
    offered: frozenset[int]

    def message(self, random: bytes) -> bytes:
        """The handshake message, with these `RANDOM_BYTES` random bytes."""
        return self.before + random[:32] + b"\x20" + random[32:] + self.after


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What the server chose."""

    suite: Suite
    share: bytes


@lru_cache(maxsize=4096)
def client_hello(server_name: bytes, alpn: tuple[str, ...], share: bytes) -> Hello:
    """`server_name` is empty where none is named; `share` is the public key."""
    named = {SERVER_NAME: _sized(b"\0" + _sized(server_name, 2), 2)} if server_name else {}
    protocols = {ALPN: _sized(b"".join(_sized(p.encode("ascii"), 1) for p in alpn), 2)} if alpn else {}
    group = X25519.to_bytes(2, "big")
    content = {
        **named,
        STATUS: b"\x01\0\0\0\0",  # an OCSP staple, of any responder
        GROUPS: _sized(group, 2),
        ALGORITHMS: _sized(b"".join(s.to_bytes(2, "big") for s in SIGNATURES), 2),
        **protocols,
        VERSIONS: _sized(TLS13, 1),
        MODES: _sized(b"\x01", 1),  # psk_dhe_ke: without it no ticket comes, by which a server shows that we are in
        SHARE: _sized(group + _sized(share, 2), 2),
    }
    suites = _sized(b"".join(number.to_bytes(2, "big") for number in SUITES), 2)
    body = b"".join(kind.to_bytes(2, "big") + _sized(value, 2) for kind, value in content.items())
    after = suites + b"\x01\0" + _sized(body, 2)
    size = 2 + 32 + 1 + 32 + len(after)
    return Hello(b"\x01" + size.to_bytes(3, "big") + TLS12, after, frozenset(content))


def server_hello(body: bytes, session: bytes) -> ServerHello:
    """The ServerHello in this message body, as the answer to a hello with that session id."""
    if body[:2] != TLS12 or body[2:34] == _RETRY:
        raise UnexpectedError("a HelloRetryRequest" if body[2:34] == _RETRY else "an older version")
    echoed, place = vector(body, 34, 1)
    suite = SUITES.get(number(body, place, 2))
    found = extensions(whole(body, place + 3, 2))
    share = found.get(SHARE, b"")
    if found.keys() != {VERSIONS, SHARE} or found[VERSIONS] != TLS13 or echoed != session:
        raise UnexpectedError("not an answer in TLS 1.3 to our ClientHello")
    if suite is None or body[place + 2] != 0 or number(share, 0, 2) != X25519:
        raise UnexpectedError("a choice that was not offered")
    return ServerHello(suite, whole(share, 2, 2))


def _sized(content: bytes, width: int) -> bytes:
    return len(content).to_bytes(width, "big") + content
