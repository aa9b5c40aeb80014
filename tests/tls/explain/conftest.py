"""Real handshakes between Python's two ends on loopback, with one thing wrong, and the words that each end says."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.pki import authority
from firstcause.pki.authority import Authority, Bundle
from firstcause.pki.faults import Recipe

NAME = "order-service.internal"
PATIENCE = 5.0
Talk = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Words:
    """What each end said; "" where it saw nothing wrong."""

    client: str
    server: str


class Lab:
    """An authority that both ends trust, contexts for both, and the handshake between them."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime.now(UTC)
        self.folder = folder
        self.root = authority.root("Lab Root CA", self.now)
        self.issuer = authority.intermediate(self.root, "Lab Issuing CA", self.now)
        self.recipe = Recipe(self.issuer, NAME, (NAME,), self.now)

    def server(self, bundle: Bundle | None = None, client_authority: Authority | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._load(context, "server", bundle or self.recipe.bundle())
        if client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=client_authority.certificate_pem.decode())
        return context

    def client(self, bundle: Bundle | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.root.certificate_pem.decode())
        if bundle:
            self._load(context, "client", bundle)
        return context

    def handshake(self, server: ssl.SSLContext, client: ssl.SSLContext, name: str = NAME) -> Words:
        """Both ends with TLS; the client reads on, since refusals of its certificate come late."""
        return self.meet(lambda end: secured(server, end), lambda end: secured(client, end, name))

    def meet(self, server: Talk, client: Talk) -> Words:
        """Any two ends, each in a thread of its own; the first to end closes its side."""
        here, there = _connected()
        said: dict[str, str] = {}
        ends = (("server", server, there), ("client", client, here))
        threads = [threading.Thread(target=_run, args=(said, *end)) for end in ends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(2 * PATIENCE)
        return Words(said["client"], said["server"])

    def _load(self, context: ssl.SSLContext, name: str, bundle: Bundle) -> None:
        chain, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        chain.write_bytes(bundle.bundle_pem)
        key.write_bytes(bundle.key_pem)
        context.load_cert_chain(chain, key)


def secured(context: ssl.SSLContext, end: socket.socket, name: str | None = None) -> None:
    """One end: handshake, and a byte each way. A failed end lingers, so that its alert arrives."""
    tls = context.wrap_socket(end, server_side=name is None, server_hostname=name, do_handshake_on_connect=False)
    try:
        tls.do_handshake()
        if name is None:
            tls.sendall(tls.recv(1))
        else:
            tls.sendall(b"?")
            tls.recv(1)
    finally:
        _leave(socket.socket(fileno=tls.detach()))


def _run(said: dict[str, str], who: str, talk: Talk, end: socket.socket) -> None:
    end.settimeout(PATIENCE)
    try:
        talk(end)
        said[who] = ""
    except OSError as error:
        said[who] = str(error)
    finally:
        _leave(end)


def _leave(end: socket.socket) -> None:
    """Let what was said arrive: closing over unread bytes would reset the connection and take the alert along."""
    try:
        end.settimeout(PATIENCE)
        end.shutdown(socket.SHUT_WR)
        while end.recv(4096):
            pass
    except OSError:
        pass
    finally:
        end.close()


def _connected() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        here = socket.create_connection(listener.getsockname(), PATIENCE)
        there, _ = listener.accept()
        return here, there


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)
