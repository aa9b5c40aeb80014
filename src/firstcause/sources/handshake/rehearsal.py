"""A handshake between a caller and a bundle that no server has yet: both sides in memory, nothing on any wire.

The caller is the probe's own conversation, so what it finds is what a probe would find once the bundle is deployed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from OpenSSL import SSL

from firstcause.model.handshake import Look
from firstcause.sources.handshake.contexts import CIPHERS, VERSIONS, Offer
from firstcause.sources.handshake.conversation import Conversation
from firstcause.sources.handshake.files import ViewFileError, parse_certificates, parse_private_key
from firstcause.tls.trace import End, HandshakeTrace

_ROUNDS: Final = 20  # a handshake takes three or four


class Bundle:
    """A chain and its key, as a server would be given them. Raises ViewFileError for files that cannot be read."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.path = chain
        try:
            self._chain = parse_certificates(chain.read_bytes())
            self._key = parse_private_key(key.read_bytes())
        except OSError as error:
            raise ViewFileError(f"{error.filename}: {error.strerror}", hint="name files in PEM") from error
        except (ValueError, TypeError) as error:
            raise ViewFileError(f"{chain} or {key} cannot be parsed: {error}", hint="both are files in PEM") from error

    @property
    def is_a_pair(self) -> bool:
        """Whether the key is the leaf's."""
        return self._key.public_key() == self._chain[0].public_key()

    def server(self, version: str) -> SSL.Context:
        """A server that has this bundle, and speaks this version alone."""
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(VERSIONS[version])
        context.set_max_proto_version(VERSIONS[version])
        context.set_cipher_list(CIPHERS)
        context.use_certificate(self._chain[0])
        for issuer in self._chain[1:]:
            context.add_extra_chain_cert(issuer)
        context.use_privatekey(self._key)
        return context


def rehearse(bundle: Bundle, version: str, offer: Offer, look: Look, begun_at: datetime) -> HandshakeTrace:
    """What the caller sees of it. The key has to be the leaf's."""
    caller, server = Conversation(offer.context, look), SSL.Connection(bundle.server(version), None)
    server.set_accept_state()
    try:
        _talk(caller, server)
        return caller.trace(look, begun_at, caller.end or (End.COMPLETED if caller.established else End.TRUNCATED))
    finally:
        caller.let_go()


def _talk(caller: Conversation, server: SSL.Connection) -> None:
    """Until neither side has more to say."""
    caller.begin()
    for _ in range(_ROUNDS):
        said = caller.outgoing()
        if said:
            server.bio_write(said)
        answer = _answer(server)
        if not answer:
            break
        caller.receive(answer)


def _answer(server: SSL.Connection) -> bytes:
    """Whatever the server has to say next; an alert where it refuses."""
    with suppress(SSL.Error):  # it waits for more, or has just said why it will not go on: what it sends tells
        server.do_handshake()
    try:
        return server.bio_read(1 << 18)
    except SSL.WantReadError:
        return b""
