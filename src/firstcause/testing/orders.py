"""A service that can break for real: a TLS endpoint, two releases, a deployer and a pager, each with books of its own.

It is the smallest world in which a whole incident happens: small enough to be broken hundreds of times. The deployer is
slow to show what it does, as many are; whoever asks it too early and acts on the answer is found out by its books.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Final

from firstcause.pki.authority import intermediate, root
from firstcause.pki.faults import FAULTS, Recipe

SERVICE: Final = "order-service"
NAME: Final = "orders.internal"
CODE: Final = "tls/incomplete-chain"
HEALTHY, BROKEN = "r41", "r42"
MOST_BYTES: Final = 64 * 1024

# Arguments: folder, what to do, service, release. `begun` is its book: a line for every rollback that was ever begun.
_DEPLOYER: Final = f"""\
cd "$1" || exit 1
case $2 in
current)
  rolling=false; settled=true
  if [ -e rolling ]; then rolling=true; settled=false; fi
  printf '{{"service":"%s","current":"%s","settled":%s,"rolling":%s,"releases":["{HEALTHY}","{BROKEN}"]}}' \\
    "$3" "$(cat current)" $settled $rolling ;;
rollback)
  echo "$(date +%s.%N) $4" >> begun
  sleep 1
  touch rolling
  printf %s "$4" > current
  sleep 1
  printf %s "$4" > running
  rm -f rolling
  echo "$4 is current" ;;
esac
"""


class Orders:
    """The service: runs until `stop`. What it does next follows from the files in its folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._contexts = _releases(folder)
        (folder / "deployer.sh").write_text(_DEPLOYER)
        for file in ("current", "running"):
            (folder / file).write_text(HEALTHY)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, name="orders", daemon=True)
        self._thread.start()

    def break_it(self) -> None:
        """The broken release goes out, as the change events say."""
        for file in ("current", "running"):
            (self.folder / file).write_text(BROKEN)
        now = datetime.now(UTC)
        change = {
            "id": "deploy-42",
            "kind": "deploy",
            "service": SERVICE,
            "at": f"{now - timedelta(seconds=1):%Y-%m-%dT%H:%M:%S.%fZ}",
            "finished_at": f"{now:%Y-%m-%dT%H:%M:%S.%fZ}",
            "by": "release-train",
            "before": HEALTHY,
            "after": BROKEN,
            "artifacts": {"bundle.pem": ["sha256:old", "sha256:new"]},
            "revertible_to": HEALTHY,
        }
        (self.folder / "changes.ndjson").write_text(json.dumps(change) + "\n")

    def rollbacks(self) -> list[str]:
        """The releases to which a rollback was ever begun, from the deployer's own book."""
        book = self.folder / "begun"
        return [line.split()[1] for line in book.read_text().splitlines()] if book.exists() else []

    def toml(self) -> str:
        """How a configuration describes it: a service, a view, a deployer and a file of changes."""
        deployer = ["sh", str(self.folder / "deployer.sh"), str(self.folder)]
        host, port = self._listener.getsockname()[:2]
        return f"""\
[sources.changes]
file = {json.dumps(str(self.folder / "changes.ndjson"))}

[service.{SERVICE}]
endpoints = [{{ address = "{host}:{port}", server_name = "{NAME}" }}]
views = ["caller"]
deployer = "script"
mitigation = "automatic"
automatic_for = ["tls/*"]

[view.caller]
trust = {json.dumps(str(self.folder / "trust.pem"))}

[deployer.script]
current = {json.dumps([*deployer, "current", "{service}"])}
rollback = {json.dumps([*deployer, "rollback", "{service}", "{release}"])}
timeout = "30s"
"""

    def stop(self) -> None:
        """Give the port back."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            context = self._contexts[(self.folder / "running").read_text() or HEALTHY]
            Thread(target=_shake_hands, args=(connection, context), daemon=True).start()


class Pager:
    """Takes pages as JSON on loopback, and remembers the key of each, repeats included. It takes its time to answer."""

    def __init__(self, answers_after_seconds: float) -> None:
        self.keys: list[str] = []
        self._pause = answers_after_seconds
        self._stopping = Flag()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), name="pager", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """For a contact's `channels`."""
        return f"json://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        """Give the port back."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pager = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)
                pager.keys.append(str(json.loads(self.rfile.read(length)).get("key", "")))
                pager._stopping.wait(pager._pause)
                with contextlib.suppress(OSError):  # whoever sent it may be dead by now
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """The book is enough."""

        return Handler


def _releases(folder: Path) -> dict[str, ssl.SSLContext]:
    """Certificates of both releases, and what callers trust."""
    now = datetime.now(UTC)
    authority = root("orders root", now)
    recipe = Recipe(intermediate(authority, "orders issuing", now), SERVICE, (NAME,), now)
    (folder / "trust.pem").write_bytes(authority.certificate_pem)
    contexts = {}
    for release, bundle in ((HEALTHY, recipe.bundle()), (BROKEN, FAULTS[CODE](recipe))):
        chain, key = folder / f"{release}.pem", folder / f"{release}.key"
        chain.write_bytes(bundle.bundle_pem)
        key.write_bytes(bundle.key_pem)
        contexts[release] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[release].load_cert_chain(chain, key)
    return contexts


def _shake_hands(connection: socket.socket, context: ssl.SSLContext) -> None:
    connection.settimeout(5)
    with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as peer:
        peer.recv(1)
