"""New lines of the files that match a pattern: found when they appear, followed when they are rotated.

A file is known by device and inode, not by its name: what was renamed is read to its end, and the new file under the
old name from its beginning. A file that was truncated in place (copytruncate) is read anew.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from firstcause.sources.growing import MAX_LINE_BYTES, Place
from firstcause.sources.logs.unwrap import Unwrapper

START_BYTES: Final = 64 * 1024  # of a file that is there at the start: a restart does not read gigabytes
POLL_BYTES: Final = 4 * 1024 * 1024  # of one file in one look; the rest comes with the next
BEHIND_BYTES: Final = 64 * 1024 * 1024  # whoever is further behind goes on near the end
MAX_FILES: Final = 64
SILENT_LOOKS: Final = 30  # a renamed file may be written to for a while: its writer has not been told yet
PACKED: Final = (".gz", ".xz", ".bz2", ".zst", ".zip", ".lz4")

Identity = tuple[int, int]


class FileLogs:
    """The lines that were appended to files of one glob pattern. `wrapped`: a container runtime writes them."""

    def __init__(self, pattern: str, *, wrapped: bool = False) -> None:
        self._pattern = pattern
        self._wrapped = wrapped
        self._tails: dict[Identity, _Tail] = {}
        self._started = False
        self._problems: list[str] = []

    def poll(self) -> Iterator[str]:
        """Complete lines since the last look, file by file; bytes that are no UTF-8 are replaced."""
        self._problems = []
        present = self._find()
        for identity, tail in list(self._tails.items()):
            yield from self._drain(tail)
            if identity not in present and tail.silent > SILENT_LOOKS:
                self._tails.pop(identity).close()

    def problems(self) -> tuple[str, ...]:
        """What stood in the way at the last look."""
        return tuple(self._problems)

    def close(self) -> None:
        """Give the files back."""
        for tail in self._tails.values():
            tail.close()
        self._tails = {}

    def _find(self) -> set[Identity]:
        """Open what is new; returns the identities that the pattern matches now."""
        found = glob.glob(self._pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        paths = [path for path in sorted(found) if not path.endswith(PACKED)]
        if not paths:
            self._problems.append(f"{self._pattern}: there is no such file yet")
        if len(paths) > MAX_FILES:
            self._problems.append(f"{self._pattern}: {len(paths)} files, only {MAX_FILES} are read")
        present = {identity for path in paths[:MAX_FILES] if (identity := self._open(path)) is not None}
        self._started = True
        return present

    def _open(self, path: str) -> Identity | None:
        try:
            status = Path(path).stat()
            identity = (status.st_dev, status.st_ino)
            if identity not in self._tails and Path(path).is_file():
                self._tails[identity] = _Tail(path, from_start=self._started, wrapped=self._wrapped)
        except OSError as error:
            self._problems.append(f"{path}: {error.strerror or error}")
            return None
        return identity

    def _drain(self, tail: _Tail) -> Iterator[str]:
        try:
            yield from tail.lines()
        except OSError as error:
            self._problems.append(f"{tail.path}: {error.strerror or error}")
        self._problems += tail.problems
        tail.problems = []


class _Tail:
    """One open file, and how far it was read."""

    def __init__(self, path: str, *, from_start: bool, wrapped: bool) -> None:
        self.path = path
        self.silent = 0
        self.problems: list[str] = []
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        self._place = Place()
        self._unwrapper = Unwrapper() if wrapped else None
        with self._open() as file:
            self._place.recognise(file)
            self._catch_up(file, BEHIND_BYTES if from_start else START_BYTES)

    def lines(self) -> Iterator[str]:
        """New complete lines, at most so many bytes of them."""
        with self._open() as file:
            self._place.recognise(file)  # truncated in place: from its beginning
            self._catch_up(file, BEHIND_BYTES)
            begin = self._place.offset
            for line in self._place.lines(file):
                if line is None:
                    self.problems.append(f"{self.path}: a line longer than {MAX_LINE_BYTES} bytes was skipped")
                elif (text := self._text(line)) is not None:
                    yield text
                if self._place.offset - begin > POLL_BYTES:
                    break
        self.silent = self.silent + 1 if self._place.offset == begin else 0

    def close(self) -> None:
        os.close(self._descriptor)

    def _open(self) -> BinaryIO:
        """A fresh buffer over the descriptor: an old one would still hold what was truncated."""
        return open(self._descriptor, "rb", closefd=False)

    def _text(self, line: bytes) -> str | None:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        return self._unwrapper.unwrap(text) if self._unwrapper else text

    def _catch_up(self, file: BinaryIO, most: int) -> None:
        """Skip all but the last `most` bytes of what is unread."""
        unread = os.fstat(self._descriptor).st_size - self._place.offset
        if unread <= most:
            return
        # One byte earlier, so that a line which begins just there is not taken for the rest of another.
        self._place.skip_to(self._place.offset + unread - most - 1)
        file.seek(self._place.offset)
        if most == BEHIND_BYTES:
            self.problems.append(f"{self.path}: {unread - most} bytes were skipped, too many at once")
