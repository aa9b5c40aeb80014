"""Pages as text on a stream: for a first look, for drills, and as the channel that always works."""

from __future__ import annotations

import threading
from typing import TextIO

from firstcause.model.errors import NotificationError


class ConsoleNotifier:
    """Writes each page to `stream` and flushes it. Pages of several threads do not mingle."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def notify(self, key: str, subject: str, text: str) -> str:
        """Print the page; the receipt is "printed". Raises NotificationError when the stream is closed or full."""
        page = _harmless(f"{subject}\n{text}\n[{key}]\n")
        try:
            with self._lock:
                self._stream.write(page)
                self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            raise NotificationError(f"console: {error}", hint="is the terminal or pipe still open?") from error
        return "printed"


def _harmless(text: str) -> str:
    """Telemetry may hold anything: control characters must not reach a terminal as commands."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
