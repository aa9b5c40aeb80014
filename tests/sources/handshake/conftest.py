"""Real servers on loopback, each with one property broken, and the looks taken at them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.pki.authority import Authority, Bundle
from firstcause.pki.faults import Recipe
from firstcause.sources.handshake.lane import DeepLane
from firstcause.testing.loopback import Handler, Server, scripted

NAME = "order-service.internal"


def tls_handler(context: ssl.SSLContext, answer: bytes = b"") -> Handler:
    """Handshake, read what comes, answer it if there is an answer, close in good order."""

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=False) as tls:
            if tls.recv(4096) and answer:
                tls.sendall(answer)
            with contextlib.suppress(ssl.SSLError):  # the client's close_notify may be here already
                tls.unwrap()

    return handle


def disguised_key_pem(bundle: Bundle) -> bytes:
    """The bundle's key, claiming to be the leaf's: servers compare public halves only, and so are taken in."""
    assert isinstance(bundle.key, ec.EllipticCurvePrivateKey)
    der = bundle.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    claimed = bundle.leaf.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return ssl.DER_cert_to_PEM_cert(der[: -len(claimed)] + claimed).replace("CERTIFICATE", "EC PRIVATE KEY").encode()


@dataclass
class Lab:
    """A fleet authority, a lane, and the servers that a test starts."""

    directory: Path
    lane: DeepLane
    servers: list[Server] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)  # ends all silences
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.root = authority.root("Internal Root CA", self.now)
        self.issuing = authority.intermediate(self.root, "Internal Issuing CA", self.now)
        self.trust = self.write("ca.pem", self.root.certificate_pem)

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.issuing, "order-service", (NAME,), self.now)

    def write(self, name: str, data: bytes) -> str:
        path = self.directory / name
        path.write_bytes(data)
        return str(path)

    def context(self, bundle: Bundle, key_pem: bytes = b"") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        chain = self.write("server.pem", bundle.bundle_pem)
        context.load_cert_chain(chain, self.write("server.key", key_pem or bundle.key_pem))
        return context

    def mutual(self, version: ssl.TLSVersion) -> ssl.SSLContext:
        context = self.context(self.recipe.bundle())
        context.minimum_version = context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.trust)
        return context

    def client(self, issuer: Authority, now: datetime | None = None) -> View:
        """A view with a client certificate from this issuer."""
        bundle = authority.leaf(issuer, "billing-api", ("billing-api.internal",), now or self.now)
        certificate = self.write("client.pem", bundle.bundle_pem)
        return View("billing-api", self.trust, certificate, self.write("client.key", bundle.key_pem))

    def serve(self, handle: Handler) -> Server:
        self.servers.append(Server(handle))
        return self.servers[-1]

    def healthy(self) -> Server:
        return self.serve(tls_handler(self.context(self.recipe.bundle())))

    def raw(self, *script: bytes | str) -> Server:
        """A server that reads one flight, then sends bytes, or does what a word says: close, reset, silence."""

        return self.serve(scripted(*script, over=self.over))

    def tls(
        self,
        bundle: Bundle,
        *,
        version: ssl.TLSVersion | None = None,
        alpn: str = "",
        ciphers: str = "",
        disguised: bool = False,
    ) -> Server:
        """A TLS server with this bundle; `disguised` gives it a key that only claims to be the leaf's."""
        context = self.context(bundle, disguised_key_pem(bundle) if disguised else b"")
        if version is not None:
            context.minimum_version = context.maximum_version = version
        if ciphers:
            context.set_ciphers(ciphers)
        if alpn:
            context.set_alpn_protocols([alpn])
        return self.serve(tls_handler(context))

    def mutual_tls(self, version: ssl.TLSVersion, answer: bytes = b"") -> Server:
        """A server that requires a client certificate of the fleet's authority."""
        return self.serve(tls_handler(self.mutual(version), answer))

    def optional_mutual_tls(self, answer: bytes) -> Server:
        """A server that asks for a client certificate, goes on without one, and answers a request with this."""
        context = self.mutual(ssl.TLSVersion.TLSv1_3)
        context.verify_mode = ssl.CERT_OPTIONAL
        return self.serve(tls_handler(context, answer))

    def foreign_client(self) -> View:
        """A view with a client certificate from an authority that nobody here trusts."""
        return self.client(authority.root("Foreign Root CA", self.now))

    def look(
        self,
        server: Server | int,
        *,
        view: View | None = None,
        server_name: str = NAME,
        alpn: tuple[str, ...] = (),
        protocol: str = "",
        timeout: float = 5.0,
        host: str = "127.0.0.1",
    ) -> HandshakeObserved:
        port = server if isinstance(server, int) else server.port
        endpoint = Endpoint(host, port, server_name, alpn, protocol)
        return self.lane.look_once(Look("order-service", endpoint, view or View("billing-api", self.trust), timeout))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with DeepLane() as lane:
        lab = Lab(tmp_path, lane)
        try:
            yield lab
        finally:
            lab.over.set()
            for server in lab.servers:
                server.stop()
