"""The drill's responder: carries a pager, knows only what the page says, and is recorded as a drill.

The page comes over a real channel (apprise's JSON webhook) to a real listener; the acknowledgement goes through the
API, to the address that stood in the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread

import httpx2

MOST_BYTES = 64 * 1024
_LINK = re.compile(r"https?://\S+/api/v1/incidents/\S+")


@dataclass(frozen=True, slots=True)
class PageReceived:
    """A page as it arrived: the idempotency key that a repeat carries again, and the text."""

    key: str
    text: str

    @property
    def link(self) -> str:
        """The incident's address in the page; empty when there is none."""
        found = _LINK.search(self.text)
        return found[0] if found else ""


class Pager:
    """Listens on loopback for pages. `on_page` is called for each, repeats included, in the listener's thread."""

    def __init__(self, on_page: Callable[[PageReceived], None]) -> None:
        self.received: list[PageReceived] = []
        self._on_page = on_page
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), daemon=True, name="pager")

    @property
    def url(self) -> str:
        """For a contact's `channels`."""
        return f"json://127.0.0.1:{self._server.server_address[1]}/"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pager = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)
                body = json.loads(self.rfile.read(length))
                self.send_response(204)
                self.end_headers()
                page = PageReceived(str(body.get("key", "")), str(body.get("message", "")))
                pager.received.append(page)
                pager._on_page(page)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """The drill has its own log."""

        return Handler


class Responder:
    """Acknowledges each incident once, `pause_seconds` after its first page."""

    def __init__(self, token: str, name: str = "alice") -> None:
        self._token = token
        self._name = name
        self._pages: SimpleQueue[PageReceived | None] = SimpleQueue()
        self._thread = Thread(target=self._run, daemon=True, name="responder")
        self._seen: set[str] = set()
        self.trouble = ""

    def start(self) -> None:
        """Go on call."""
        self._thread.start()

    def stop(self) -> None:
        """Go off call."""
        self._pages.put(None)
        self._thread.join()

    def page(self, page: PageReceived) -> None:
        """A page has come."""
        self._pages.put(page)

    def _run(self) -> None:
        while (page := self._pages.get()) is not None:
            if page.link and page.link not in self._seen:
                self._seen.add(page.link)
                self._acknowledge(page.link)

    def _acknowledge(self, link: str) -> None:
        """Try for a while: the engine may be starting again at this very moment."""
        transport = httpx2.HTTPTransport(retries=5)
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            with httpx2.Client(transport=transport, timeout=10.0, headers=headers) as client:
                answer = client.post(f"{link}/acknowledge", json={"by": self._name})
                self.trouble = "" if answer.is_success else f"{answer.status_code} {answer.text}"
        except httpx2.HTTPError as error:
            self.trouble = f"could not acknowledge: {error}"
