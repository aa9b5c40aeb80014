"""Who is looked at: a healthy nginx with both kinds of keys, and one that stalls. Their CPU is nobody's."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

from cryptography.hazmat.primitives.asymmetric import rsa

from firstcause.pki import authority
from firstcause.testing.ending import end
from firstcause.testing.nginx import PROGRAM, START_SECONDS, STOP_SECONDS
from firstcause.testing.ports import free_port

NAME = "shop.internal"
KINDS = ("ecdsa", "rsa")
_HEAD = """\
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_timeout 3600;
  client_header_timeout 3600;
  {temporary}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True, slots=True)
class Targets:
    """A port of each kind of key, and what a caller trusts."""

    ports: dict[str, int]
    trust: Path


@contextmanager
def nginx(folder: Path) -> Iterator[Targets]:
    """TLS 1.3, a leaf of P-256 and one of RSA-2048, each below the same intermediate."""
    now = datetime.now(UTC)
    root = authority.root("Bench Root CA", now)
    issuing = authority.intermediate(root, "Bench Issuing CA", now)
    trust = folder / "ca.pem"
    trust.write_bytes(root.certificate_pem)
    keys: dict[str, authority.PrivateKey] = {"ecdsa": authority.new_key(), "rsa": rsa.generate_private_key(65537, 2048)}
    ports = {kind: free_port() for kind in KINDS}
    text = _HEAD.format(folder=folder, temporary="".join(f"{n}_temp_path {folder}/{n}; " for n in _TEMPORARY))
    for kind, port in ports.items():
        bundle = authority.leaf(issuing, "shop", (NAME,), now, key=keys[kind])
        (folder / f"{kind}.pem").write_bytes(bundle.bundle_pem + bundle.key_pem)
        pair = f"ssl_certificate {folder}/{kind}.pem; ssl_certificate_key {folder}/{kind}.pem;"
        text += f"  server {{ listen 127.0.0.1:{port} ssl backlog=4096; ssl_protocols TLSv1.3; {pair} return 200; }}\n"
    config = folder / "nginx.conf"
    config.write_text(text + "}\n", "utf-8")
    leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    process = subprocess.Popen([*leash, PROGRAM, "-p", folder, "-c", config, "-e", folder / "error.log"])
    with ExitStack() as closing:
        closing.callback(end, process, STOP_SECONDS)
        for port in ports.values():
            await_port(port, process)
        yield Targets(ports, trust)


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens. RuntimeError when nobody will."""
    deadline, pause = monotonic() + START_SECONDS, Event()
    while process.poll() is None and monotonic() < deadline:
        with suppress(OSError):
            asyncio.run(_connect(port))
            return
        pause.wait(0.05)
    raise RuntimeError(f"nobody listens at port {port}")


async def _connect(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


class Stalling:
    """Takes a ClientHello, and then says `share` of what the server behind it says; never more. A context manager.

    `share` 0 is silence after the ClientHello; 0.8 cuts the server's flight inside its CertificateVerify or before.
    """

    def __init__(self, behind: int, share: float) -> None:
        self._behind = behind
        self._share = share
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._kept: list[asyncio.StreamWriter] = []
        self.held = 0
        self.port = 0

    def __enter__(self) -> Stalling:
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=4096), self._loop
        ).result()
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._leave)
        self._thread.join()
        self._loop.close()

    def _leave(self) -> None:
        for writer in self._kept:
            writer.transport.abort()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_soon(self._loop.stop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._kept.append(writer)
        hello = await reader.read(65536)
        if self._share:
            behind, onward = await asyncio.open_connection("127.0.0.1", self._behind)
            self._kept.append(onward)
            onward.write(hello)
            flight = await behind.read(65536)
            writer.write(flight[: int(self._share * len(flight))])
        self.held += 1
