"""A service of one's own, a page of metrics, a webhook, and a configuration that names them all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from firstcause.config.load import load
from firstcause.config.schema import Config
from firstcause.testing.tls_service import TlsService


class Web:
    """Answers GET with `page` and keeps what is POSTed; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.page = 'requests_total{code="200"} 7\n'
        self.posts: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(web: Web) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(web.status)
                self.end_headers()
                self.wfile.write(web.page.encode())

            def do_POST(self) -> None:
                web.posts.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(web.status)
                self.end_headers()

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


class Team:
    """A folder with a configuration; `change` puts one text in the place of another and loads it again."""

    def __init__(self, folder: Path, service: TlsService, web: Web) -> None:
        self.folder, self.service, self.web = folder, service, web
        self.file = folder / "firstcause.toml"
        self.file.write_text(
            f"""\
[service.order-service]
views = ["callers"]
endpoints = [{{ address = "{service.address}", server_name = "{service.name}" }}]
metrics = ["http://{web.address}/metrics"]
deployer = "ours"

[view.callers]
trust = "{service.ca}"

[deployer.ours]
current = ["echo", '{{"service":"order-service","current":"r2","settled":true,"rolling":false,"releases":["r1","r2"]}}']
rollback = ["false", "{{release}}"]

[sources.changes]
file = "changes.ndjson"

[page]
steps = ["alice"]
shadow = false

[contact.alice]
channels = ["json://{web.address}/page?:token=s3cr3tvalue"]
"""
        )

    def config(self) -> Config:
        return load(self.file)

    def change(self, old: str, new: str) -> Config:
        text = self.file.read_text()
        assert old in text
        self.file.write_text(text.replace(old, new))
        return load(self.file)


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture
def team(tmp_path: Path, web: Web) -> Iterator[Team]:
    (tmp_path / "pki").mkdir()
    with TlsService(tmp_path / "pki") as service:
        yield Team(tmp_path, service, web)
