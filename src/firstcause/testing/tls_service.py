"""A small TLS service of one's own, with its authority: healthy at first, and then with one thing broken.

It is real: a socket on loopback, a certificate chain in files, handshakes by Python's `ssl`. It says nothing after the
handshake, as a service does that waits for a request.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

from firstcause.pki import authority
from firstcause.pki.authority import Bundle, certificates_pem

PATIENCE_SECONDS = 10.0


class TlsService:
    """Listens at `address`, shows a certificate for `name`; `ca` is what its callers trust. A context manager."""

    def __init__(self, folder: Path, name: str = "order-service.internal") -> None:
        self.folder, self.name = folder, name
        self._now = datetime.now(UTC)
        self._root = authority.root("Our Root CA", self._now)
        self._issuing = authority.intermediate(self._root, "Our Issuing CA", self._now)
        self.ca = self._write("ca.pem", self._root.certificate_pem)
        self._bundle = self._leaf(name)
        self._wants_client = False
        self.repair()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._connections: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def repair(self) -> None:
        """Show the whole chain again."""
        self._show(self._bundle.bundle_pem)

    def forget_intermediate(self) -> None:
        """Show the leaf alone, as a deploy does that copied the wrong file: tls/incomplete-chain."""
        self._show(certificates_pem(self._bundle.chain[:1]))

    def require_client_certificate(self) -> tuple[Path, Path]:
        """Refuse callers without one from our own authority; returns such a certificate and its key."""
        self._wants_client = True
        self.repair()
        client = self._leaf("a-caller")
        return self._write("client.pem", client.bundle_pem), self._write("client.key", client.key_pem)

    def close(self) -> None:
        """Stop listening, and end every conversation."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def __enter__(self) -> TlsService:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _leaf(self, name: str) -> Bundle:
        return authority.leaf(self._issuing, name.partition(".")[0], (name,), self._now)

    def _show(self, chain: bytes) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._write("bundle.pem", chain), self._write("key.pem", self._bundle.key_pem))
        if self._wants_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        self._context = context

    def _write(self, name: str, content: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content)
        return file

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._talk, args=(connection,)))
            self._threads[-1].start()

    def _talk(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        connection.settimeout(PATIENCE_SECONDS)
        try:
            with contextlib.suppress(OSError), self._context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(4096)
        finally:
            self._connections.discard(connection)
            connection.close()
