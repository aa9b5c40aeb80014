"""Processes that die: a log behind which the process is killed after its n-th append, or finds the disk full.

`Died` is no Exception, so that nothing which handles errors can handle it: a killed process handles nothing either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from firstcause.model.effect import KeyedEffect, LeasedEffect
from firstcause.model.errors import StorageFullError
from firstcause.model.event import Event, Statement
from firstcause.testing.world import LogAndQueue


class Died(BaseException):
    """The process is no more."""


class MortalLog:
    """Passes everything on to `log`. `dies_after` counts appends: that one is on disk, and then the process dies.

    `dies_before` dies just before that append. While `full`, appends find the disk full.
    """

    def __init__(self, log: LogAndQueue, *, dies_after: int = 0, dies_before: int = 0) -> None:
        self._log = log
        self._dies_after = dies_after
        self._dies_before = dies_before
        self.appends = 0
        self.full = False

    def append(
        self,
        stream: str,
        expected: int,
        statements: Sequence[Statement],
        *,
        now: datetime,
        effects: Sequence[KeyedEffect] = (),
        completes: str = "",
        open_key: str = "",
        closes: bool = False,
    ) -> list[Event]:
        """As the log does; or the end of the process, or StorageFullError."""
        if self.full:
            raise StorageFullError("no space left on device")
        self.appends += 1
        if self.appends == self._dies_before:
            raise Died
        added = self._log.append(
            stream,
            expected,
            statements,
            now=now,
            effects=effects,
            completes=completes,
            open_key=open_key,
            closes=closes,
        )
        if self.appends == self._dies_after:
            raise Died
        return added

    def read(self, stream: str, after: int = 0) -> list[Event]:
        """As the log does."""
        return self._log.read(stream, after)

    def streams(self, prefix: str) -> list[str]:
        """As the log does."""
        return self._log.streams(prefix)

    def open_streams(self) -> Mapping[str, str]:
        """As the log does."""
        return self._log.open_streams()

    def lease(self, owner: str, now: datetime, lease_for: timedelta, limit: int = 8) -> list[LeasedEffect]:
        """As the log does."""
        return self._log.lease(owner, now, lease_for, limit)

    def renew(self, key: str, owner: str, until: datetime) -> bool:
        """As the log does."""
        return self._log.renew(key, owner, until)

    def begin(self, key: str, owner: str) -> bool:
        """As the log does."""
        return self._log.begin(key, owner)

    def retry(self, key: str, owner: str, at: datetime, reason: str) -> None:
        """As the log does."""
        self._log.retry(key, owner, at, reason)

    def pending(self) -> int:
        """As the log does."""
        return self._log.pending()
