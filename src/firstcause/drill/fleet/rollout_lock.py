"""One rollout of a service at a time, and how a rollback makes its way past one.

The lock is `flock`, so it falls when its holder dies. Beside it lies the intent: a token of who wants to act. A
rollback that waits for the lock keeps its own token there; a deploy that finds another's token has been superseded.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final

from firstcause.drill.fleet.files import write_atomically
from firstcause.model.errors import DeploymentError

POLL_SECONDS: Final = 0.05


class RolloutLock:
    """The lock of the service whose folder is `home`, to be held in a `with` block."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._intent = home / "intent"
        self._token = secrets.token_hex(8)
        self._descriptor = _open(home)

    def __enter__(self) -> RolloutLock:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None) -> None:
        os.close(self._descriptor)

    def acquire(self, *, wait_seconds: float, insist: bool) -> None:
        """Take the lock; `insist` makes a running deploy leave. Raises DeploymentError when it stays taken."""
        deadline = time.monotonic() + wait_seconds
        while not _take(self._descriptor, fcntl.LOCK_EX):
            if insist and self.superseded():
                self._state_intent()
            if time.monotonic() > deadline:
                raise DeploymentError(f"a rollout of {self._home.name} is under way", hint="wait, or roll back")
            threading.Event().wait(POLL_SECONDS)
        self._state_intent()

    def superseded(self) -> bool:
        """Whether somebody else wants to act."""
        try:
            return self._intent.read_text() != self._token
        except FileNotFoundError:
            return True

    def _state_intent(self) -> None:
        write_atomically(self._intent, self._token.encode())


def is_rolling(home: Path) -> bool:
    """Whether somebody holds the lock."""
    descriptor = _open(home)
    try:
        return not _take(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _open(home: Path) -> int:
    return os.open(home / "rollout.lock", os.O_RDWR | os.O_CREAT, 0o644)


def _take(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
