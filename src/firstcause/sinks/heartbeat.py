"""Tells somebody else's dead-man switch that we are alive, for as long as we really are.

It knows HTTP and a question: are we? Silence is the message, so nothing is sent when the answer is no. The URL is a
secret as a whole, and neither logs nor errors show any of it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0


class Heartbeat:
    """A GET of the URL at once and every interval; without a URL it does nothing. `delivered` and `failed` count."""

    def __init__(self, url: str, interval_seconds: float, alive: Callable[[], bool]) -> None:
        self._url = url
        self._interval_seconds = interval_seconds
        self._alive = alive
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self.delivered = 0
        self.failed = 0
        self.trouble = ""  # of the last beat

    @property
    def wanted(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self._url)

    def start(self) -> None:
        """Begin; returns at once."""
        if self.wanted:
            self._thread.start()

    def stop(self) -> None:
        """Send no more. A beat under way is waited for a second at most."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(1.0)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._beat()
            self._stopping.wait(self._interval_seconds)

    def _beat(self) -> None:
        if not self._alive():
            self._say("nothing was sent: the engine has stalled")
            return
        trouble = self._send()
        if trouble:
            self.failed += 1
        else:
            self.delivered += 1
        self._say(trouble)

    def _send(self) -> str:
        """What went wrong; empty when it was taken. A redirection is not followed: it would be another's URL."""
        import httpx2

        logging.getLogger("httpx2").setLevel(logging.WARNING)  # it tells every URL that it asks
        try:
            answer = httpx2.get(self._url, timeout=TIMEOUT_SECONDS)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return f"not delivered: {type(error).__name__}"
        return "" if answer.is_success else f"not taken: HTTP status {answer.status_code}"

    def _say(self, trouble: str) -> None:
        """Told when it begins and when it is over, not at every beat."""
        if trouble and trouble != self.trouble:
            log.warning("heartbeat: %s", trouble)
        elif self.trouble and not trouble:
            log.warning("heartbeat: delivered again")
        self.trouble = trouble
