"""The peer: Debian's blackbox_exporter, asked over HTTP as Prometheus asks it, over connections that stay open."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from firstcause.testing.ending import end
from firstcause.testing.ports import free_port
from looks.servers import NAME, await_port

PROGRAM = "prometheus-blackbox-exporter"
END_SECONDS = 5.0
LONGEST_SECONDS = 120.0


def peer_is_there() -> bool:
    """Whether it is installed."""
    return shutil.which(PROGRAM) is not None


class Blackbox:
    """A running blackbox_exporter. `process` is its number."""

    def __init__(self, process: int, port: int, at_once: int) -> None:
        self.process = process
        self._port = port
        self._kept = threading.local()
        self._threads = ThreadPoolExecutor(at_once)

    def look(self, port: int, count: int) -> int:
        """Take so many looks; returns how many were a success."""
        return sum(self._threads.map(self._one, [port] * count))

    def begin(self, port: int, count: int) -> None:
        """Begin so many looks at once, each over a connection of its own, and wait for none of them."""
        for _ in range(count):
            threading.Thread(target=self._one, args=(port, False), daemon=True).start()

    def close(self) -> None:
        self._threads.shutdown()

    def _one(self, port: int, warn: bool = True) -> bool:
        try:
            return self._ask(port)
        except (OSError, http.client.HTTPException):
            if warn:
                raise
            return False  # it was ended with the looks that were held

    def _ask(self, port: int) -> bool:
        connection: http.client.HTTPConnection | None = getattr(self._kept, "connection", None)
        if connection is None:
            connection = self._kept.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request("GET", f"/probe?module=tls&target=127.0.0.1:{port}")
        return b"\nprobe_success 1" in connection.getresponse().read()


@contextmanager
def blackbox(folder: Path, trust: Path, at_once: int) -> Iterator[Blackbox]:
    """Started with one module: TCP with TLS, a trust file and a server name."""
    tls = {"ca_file": str(trust), "server_name": NAME}
    module = {"prober": "tcp", "timeout": f"{LONGEST_SECONDS:g}s", "tcp": {"tls": True, "tls_config": tls}}
    config = folder / "blackbox.yml"
    config.write_text(json.dumps({"modules": {"tls": module}}), "utf-8")  # JSON is YAML too
    port = free_port()
    options = [f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}", "--timeout-offset=0"]
    with ExitStack() as closing, (folder / "blackbox.log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, *options], stdout=log, stderr=log)
        closing.callback(end, process, END_SECONDS)
        await_port(port, process)
        peer = Blackbox(process.pid, port, at_once)
        closing.callback(peer.close)
        yield peer
