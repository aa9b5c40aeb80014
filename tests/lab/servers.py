"""Real servers on loopback, as the lab wants them: OpenSSL's, nginx, HAProxy, Python's, and scripts of raw bytes."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from tests.lab.certificates import Certificates
from tests.sources.handshake.conftest import tls_handler

from firstcause.pki.authority import Bundle
from firstcause.testing.ending import end
from firstcause.testing.loopback import Server, scripted
from firstcause.testing.ports import free_port

NGINX, HAPROXY = "nginx", "haproxy"
READY_SECONDS = 20.0
END_SECONDS = 5.0


def program(name: str) -> str:
    """Debian keeps daemons out of an ordinary user's PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin") or ""


@dataclass
class Servers:
    """Everything that was started; `closing` ends it. nginx and HAProxy are told of all their ports, then started."""

    made: Certificates
    closing: ExitStack
    _nginx: list[str] = field(default_factory=list)
    _haproxy: list[str] = field(default_factory=list)
    _ports: list[int] = field(default_factory=list)
    _logs: list[Path] = field(default_factory=list)

    def openssl(self, bundle: Bundle | None, *options: str) -> int:
        """`openssl s_server`: it serves one client at a time."""
        port = free_port()
        command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", *options]
        if bundle is None:
            command.append("-nocert")
        else:
            leaf, above, _, key = self.made.files(bundle)
            command += ["-cert", leaf, "-key", key, *(["-cert_chain", above] if above else [])]
        self._started(command, port)
        return port

    def nginx(self, bundle: Bundle, *directives: str) -> int:
        """A server block of the one nginx."""
        port = free_port()
        _, _, whole, key = self.made.files(bundle)
        listen = [f"listen 127.0.0.1:{port} ssl", "server_name _", f"ssl_certificate {whole}"]
        listen += [f"ssl_certificate_key {key}", *directives, "return 200 well"]
        self._nginx.append("server {\n" + "".join(f"  {line};\n" for line in listen) + "}\n")
        self._ports.append(port)
        return port

    def haproxy(self, bundle: Bundle, *options: str) -> int:
        """A frontend of the one HAProxy."""
        port = free_port()
        _, _, whole, _ = self.made.files(bundle)
        bind = f"  bind 127.0.0.1:{port} ssl crt {whole} {' '.join(options)}\n"
        self._haproxy.append(f"frontend f{port}\n{bind}  http-request return status 200\n")
        self._ports.append(port)
        return port

    def python(
        self, bundle: Bundle, tune: Callable[[ssl.SSLContext], object] = lambda _: None, key_pem: bytes = b""
    ) -> int:
        """Python's `ssl`, a thread a connection."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        _, _, whole, key = self.made.files(bundle, key_pem)
        context.load_cert_chain(whole, key)
        tune(context)
        return self.serve(tls_handler(context))

    def serve(self, handle: Callable[[socket.socket], None]) -> int:
        server = Server(handle)
        self.closing.callback(server.stop)
        return server.port

    def raw(self, *script: bytes | str, hear: bool = True) -> int:
        """Hears a flight (or not), then sends bytes, or does what a word says: reset, silence; in the end it closes."""
        over = Event()
        self.closing.callback(over.set)
        return self.serve(scripted(*script, over=over, hear=hear))

    def tampering(self, port: int, change: Callable[[int, bytes], bytes]) -> int:
        """A proxy: what the server at this port says goes through `change(offset, bytes)`. What it shortens is last."""

        def handle(connection: socket.socket) -> None:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as behind:
                behind.sendall(connection.recv(65536))
                offset = 0
                while data := behind.recv(65536):
                    changed = change(offset, data)
                    offset += len(data)
                    connection.sendall(changed)
                    if len(changed) < len(data):
                        return
                    if offset > 200 and (more := _soon(connection)):
                        behind.sendall(more)

        return self.serve(handle)

    def start(self) -> None:
        """Start the daemons, and wait until every port answers."""
        if self._nginx:
            self._started(self._nginx_command(), 0)
        if self._haproxy:
            self._started(self._haproxy_command(), 0)
        deadline = time.monotonic() + READY_SECONDS
        for port in self._ports:
            while not _listens(port):
                if time.monotonic() > deadline:
                    said = "\n".join(f"{log.name}: {log.read_text('utf-8', 'replace')}" for log in self._logs)
                    raise TimeoutError(f"nobody listens at {port}; the servers said:\n{said}")
                Event().wait(0.05)

    def _started(self, command: list[str], port: int) -> None:
        log = self.made.folder / f"server-{port or command[0].rpartition('/')[2]}.log"
        self._logs.append(log)
        with log.open("wb") as told:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=told)
        self.closing.callback(end, process, END_SECONDS)
        if process.stdin:  # where it ends, s_server leaves
            self.closing.callback(process.stdin.close)
        if port:
            self._ports.append(port)

    def _nginx_command(self) -> list[str]:
        folder = Path(self.made.folder)
        temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"  {name}_temp_path {folder}/{name};\n" for name in temporary)
        head = f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr info;\nevents {{}}\n"
        text = f"{head}http {{\n  access_log off;\n{paths}{''.join(self._nginx)}}}\n"
        return [program(NGINX), "-p", str(folder), "-c", self.made.write("nginx.conf", text.encode())]

    def _haproxy_command(self) -> list[str]:
        head = "defaults\n  mode http\n  timeout client 10s\n  timeout server 10s\n  timeout connect 5s\n"
        return [program(HAPROXY), "-db", "-f", self.made.write("haproxy.cfg", (head + "".join(self._haproxy)).encode())]


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _soon(connection: socket.socket) -> bytes:
    connection.settimeout(0.2)
    try:
        return connection.recv(65536)
    except TimeoutError:
        return b""
