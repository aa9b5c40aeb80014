"""Real servers on loopback, as the lab wants them: OpenSSL's, nginx, HAProxy, Python's, and scripts of raw bytes."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from tests.lab.certificates import Certificates
from tests.sources.handshake.conftest import tls_handler

from firstcause.pki.authority import Authority, Bundle
from firstcause.testing.ending import end
from firstcause.testing.loopback import Server, scripted
from firstcause.testing.ports import free_port

NGINX, HAPROXY, NODE, JAVA = "nginx", "haproxy", "node", "java"
READY_SECONDS = 40.0  # Java compiles its server first
END_SECONDS = 5.0
HERE = Path(__file__).parent


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
    _node: list[dict[str, object]] = field(default_factory=list)
    _java: list[str] = field(default_factory=list)
    _ports: list[int] = field(default_factory=list)
    _logs: list[Path] = field(default_factory=list)
    _slow_at_first: list[int] = field(default_factory=list)

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

    def node(self, bundle: Bundle, **options: object) -> int:
        """A server of the one Node process; options are those of its `tls.createServer`."""
        port = free_port()
        _, _, whole, key = self.made.files(bundle)
        self._node.append({"port": port, "cert": whole, "key": key, **options})
        self._ports.append(port)
        self._slow_at_first.append(port)
        return port

    def java(self, bundle: Bundle, versions: str = "TLSv1.2,TLSv1.3", trust: Authority | None = None) -> int:
        """A server of the one Java process (JSSE); with `trust`, it demands a client certificate from that."""
        port = free_port()
        keys, trusted = self.made.pkcs12(bundle), self.made.pkcs12_of(trust) if trust else "-"
        self._java.append(f"{port} {keys} {trusted} {versions}")
        self._ports.append(port)
        self._slow_at_first.append(port)
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
        for wanted, command in (
            (self._nginx, self._nginx_command),
            (self._haproxy, self._haproxy_command),
            (self._node, self._node_command),
            (self._java, self._java_command),
        ):
            if wanted:
                self._started(command(), 0)
        self._await_all()
        for port in self._slow_at_first:
            _greet(port)

    def _await_all(self) -> None:
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

    def _node_command(self) -> list[str]:
        return [program(NODE), str(HERE / "server.js"), self.made.write("node.json", json.dumps(self._node).encode())]

    def _java_command(self) -> list[str]:
        """The quick compiler alone: a few handshakes are not worth the other."""
        config = self.made.write("java.txt", "\n".join(self._java).encode())
        return [program(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", str(HERE / "Server.java"), config]

    def _haproxy_command(self) -> list[str]:
        head = "defaults\n  mode http\n  timeout client 10s\n  timeout server 10s\n  timeout connect 5s\n"
        return [program(HAPROXY), "-db", "-f", self.made.write("haproxy.cfg", (head + "".join(self._haproxy)).encode())]


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _greet(port: int) -> None:
    """One handshake, whatever comes of it: Java and Node load most of what they need only then."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        context.wrap_socket(plain).close()


def _soon(connection: socket.socket) -> bytes:
    connection.settimeout(1.0)  # whoever looks at a hundred endpoints at once takes a while to answer
    try:
        return connection.recv(65536)
    except TimeoutError:
        return b""
