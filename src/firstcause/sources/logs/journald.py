"""New lines of one systemd unit, from `journalctl --follow` as a child process that is ended with us.

The child is asked for JSON and kept to two fields. When it ends by itself, it is started again behind the last entry
that was read; why it ended is a problem with the child's own words.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from typing import Final

LAST_LINES: Final = 200  # of what was there before we came
POLL_BYTES: Final = 4 * 1024 * 1024
MAX_PENDING: Final = 1024 * 1024  # of an entry whose end has not come
RESTART_SECONDS: Final = 10.0
END_SECONDS: Final = 2.0
_FIELDS: Final = "MESSAGE,PRIORITY"


class JournalLogs:
    """The entries of a unit. `command` is journalctl, or whatever behaves like it."""

    def __init__(self, unit: str, *, command: tuple[str, ...] = ("journalctl",)) -> None:
        self._unit = unit
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self._pending = b""
        self._entries: deque[bytes] = deque()  # read, and not yet asked for
        self._cursor = ""
        self._problem = ""
        self._again_at = 0.0

    def poll(self) -> Iterator[str]:
        """Entries since the last look, as JSON lines with `time`, `level` and `message`."""
        if self._child is None and time.monotonic() >= self._again_at:
            self._start()
        if self._child is not None and not self._entries:
            ended = self._child.poll() is not None
            self._cut(self._read())
            if ended:
                self._ended()
        while self._entries:
            if (line := self._line(self._entries.popleft())) is not None:
                yield line

    def problems(self) -> tuple[str, ...]:
        """Why nothing comes, if nothing comes."""
        return (f"journald:{self._unit}: {self._problem}",) if self._problem else ()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            self._give_back()

    def _start(self) -> None:
        begin = (f"--after-cursor={self._cursor}",) if self._cursor else (f"--lines={LAST_LINES}",)
        arguments = ("--output=json", f"--output-fields={_FIELDS}", "--follow", "--all", f"--unit={self._unit}", *begin)
        try:
            self._child = subprocess.Popen(
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            self._fail(f"{self._command[0]} cannot be run: {error.strerror or error}")
            return
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        self._problem = ""

    def _read(self) -> bytes:
        """What has come, up to a bound; never waits."""
        stream = self._child.stdout if self._child else None
        pieces: list[bytes] = []
        length = 0
        while stream is not None and length < POLL_BYTES and (piece := _available(stream.fileno())):
            pieces.append(piece)
            length += len(piece)
        return b"".join(pieces)

    def _cut(self, new: bytes) -> None:
        *complete, self._pending = (self._pending + new).split(b"\n")
        self._entries.extend(complete)
        if len(self._pending) > MAX_PENDING:
            self._pending = b""

    def _line(self, entry: bytes) -> str | None:
        try:
            body = json.loads(entry)
        except (ValueError, RecursionError):
            return None
        if not isinstance(body, dict):
            return None
        self._cursor = str(body.get("__CURSOR", self._cursor))
        return _line_of(body)

    def _ended(self) -> None:
        child = self._child
        words = _available(child.stderr.fileno()) if child and child.stderr else b""
        last = words.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it ended"]
        self._give_back()
        self._fail(last[0][:200])

    def _fail(self, problem: str) -> None:
        self._problem = problem
        self._again_at = time.monotonic() + RESTART_SECONDS

    def _give_back(self) -> None:
        for pipe in (self._child.stdout, self._child.stderr) if self._child else ():
            if pipe is not None:
                pipe.close()
        self._child, self._pending = None, b""


def _available(descriptor: int) -> bytes:
    """What can be read without waiting; b"" where there is nothing, or nothing more."""
    try:
        return os.read(descriptor, 64 * 1024)
    except BlockingIOError:
        return b""


def _line_of(body: dict[str, object]) -> str:
    """The message as its program wrote it, where it is JSON of its own; else with journald's time and priority."""
    message = body.get("MESSAGE")
    if isinstance(message, list):  # so journald gives bytes that are no text
        message = bytes(b for b in message if isinstance(b, int) and 0 <= b < 256).decode("utf-8", "replace")
    text = message if isinstance(message, str) else ""
    if text.startswith("{"):
        return text
    at = body.get("__REALTIME_TIMESTAMP", "")
    return json.dumps({"time": at, "level": body.get("PRIORITY", ""), "message": text})
