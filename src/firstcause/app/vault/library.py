"""The vault as a library: an index that is kept up to date, and the answers that come out of it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from firstcause.model.account import Account
from firstcause.ports import Likeness, SearchIndex
from firstcause.review.search.answer import answer
from firstcause.review.search.rank import Result
from firstcause.review.search.shelf import Shelf
from firstcause.store.vault import FileVault

MOST_BYTES: Final = 4 << 20
# A file that was changed so shortly before it was read may change again without its time telling: git calls it racy.
RACY_NANOSECONDS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was done to the index. `unread`: documents that could not be read, and why."""

    read: int = 0
    gone: int = 0
    unread: tuple[str, ...] = ()


class Library:
    """The documents of a folder, and an index of them."""

    def __init__(self, folder: Path, index: SearchIndex, likeness: Likeness | None = None) -> None:
        self._folder = folder.resolve()
        self._index = index
        self._likeness = likeness
        self._shelf: Shelf | None = None

    @property
    def shelf(self) -> Shelf:
        """All accounts, where a question finds them."""
        if self._shelf is None:
            self._shelf = Shelf(self._index.accounts())
        return self._shelf

    def refresh(self) -> Refreshed:
        """Read what was added or changed since the last time, and forget what is gone. Raises VaultError."""
        known = self._index.stamps()
        unread: list[str] = []
        paths = FileVault(self._folder).documents()
        changed = dict(self._changed(paths, known, unread))
        gone = known.keys() - set(paths)
        if changed or gone:
            self._index.update(changed, sorted(gone))
            self._shelf = None
        return Refreshed(len(changed), len(gone), tuple(unread))

    def accounts(self) -> tuple[Account, ...]:
        """Every document that tells of an incident."""
        return self.shelf.accounts

    def search(self, question: str, today: date, limit: int) -> list[Result]:
        """The documents that answer, best first."""
        return answer(question, self.shelf, self._index, today, limit, self._likeness)

    def _changed(
        self, paths: tuple[str, ...], known: Mapping[str, str], unread: list[str]
    ) -> Iterator[tuple[str, tuple[str, Account | None]]]:
        now = time.time_ns()
        for path in paths:
            about, _, digest = known.get(path, "").rpartition(" ")
            try:
                times, content = self._look(path, about, now)
            except OSError as error:
                unread.append(f"{path}: {error.strerror}")
                continue
            found = hashlib.blake2b(content, digest_size=16).hexdigest() if content is not None else digest
            if content is None or found == digest:
                continue
            text, trouble = _text(content)
            if trouble:
                unread.append(f"{path}: {trouble}")
            yield path, (f"{times} {found}", _account(path, text))

    def _look(self, path: str, known: str, now: int) -> tuple[str, bytes | None]:
        """The file's size and time; and its content, unless these say that it is the one that we know."""
        file = self._folder / path
        if not file.resolve().is_relative_to(self._folder):
            raise OSError(0, "it is a link that leaves the vault")
        with file.open("rb") as opened:
            about = os.fstat(opened.fileno())
            is_settled = about.st_mtime_ns < now - RACY_NANOSECONDS
            times = f"{about.st_size} {about.st_mtime_ns}" if is_settled else f"{about.st_size} recent"
            return times, None if is_settled and known == times else opened.read(MOST_BYTES + 1)


def _text(content: bytes) -> tuple[str, str]:
    """The text; or why there is none."""
    if len(content) > MOST_BYTES:
        return "", f"it is larger than {MOST_BYTES >> 20} MiB: is it a document?"
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        return "", "it is not UTF-8"


def _account(path: str, text: str) -> Account | None:
    from firstcause.app.vault.told import told_by  # a question to an index that is up to date reads no Markdown

    return told_by(path, text)
