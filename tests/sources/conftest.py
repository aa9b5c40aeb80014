"""A metrics target that a test can make answer in any way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class MetricsPage:
    """A real HTTP server with one page. `answer` writes the response; the default sends `text`, kept alive."""

    def __init__(self) -> None:
        self.text = "requests_total 1\n"
        self.answer: Answer = self.send_text
        self.answer_post: Answer = self.send_text
        self.connections = 0
        self.released = threading.Event()  # set at the end, so that an answer may wait for it
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.instance = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.instance}/metrics"

    def send_text(self, request: BaseHTTPRequestHandler) -> None:
        body = self.text.encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(page: MetricsPage) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def setup(self) -> None:
                page.connections += 1
                super().setup()

            def do_GET(self) -> None:
                page.answer(self)

            def do_POST(self) -> None:
                page.answer_post(self)

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


@pytest.fixture
def page() -> Iterator[MetricsPage]:
    target = MetricsPage()
    yield target
    target.close()
