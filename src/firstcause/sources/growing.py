"""The place that was reached in a file to which others append: complete lines since the last look, in bounded memory.

It knows a file that was replaced, truncated or rewritten in place when it meets one, and says so; what a line means,
and what is to be forgotten then, its callers know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

MAX_LINE_BYTES = 64 * 1024
HEAD_BYTES = 256  # enough of the beginning to tell that the file was rewritten in place


class Place:
    """How far one file was read. A last line without its newline is being written, and is met again.

    `line` is the number of the line read last, from 1; it counts from where reading began.
    """

    def __init__(self) -> None:
        self.start_over((0, 0))

    def start_over(self, identity: tuple[int, int]) -> None:
        """Forget everything: the next read begins at the beginning of a file of this identity."""
        self.identity = identity  # device and inode
        self.offset = 0
        self.line = 0
        self._head = b""
        self._amid = False  # amid a line whose rest is to be skipped

    def recognise(self, file: BinaryIO) -> bool:
        """Position the file behind what was read. False when it is another one, which is then read from its start."""
        status = os.fstat(file.fileno())
        identity = (status.st_dev, status.st_ino)
        file.seek(0)
        same = identity == self.identity and status.st_size >= self.offset
        same = same and file.read(len(self._head)) == self._head
        if not same:
            self.start_over(identity)
        self._learn_head(file, status.st_size)
        file.seek(self.offset)
        return same

    def skip_to(self, offset: int) -> None:
        """Read on from here, with the next line that begins: what is left of the present one is skipped."""
        self.offset = offset
        self._amid = offset > 0

    def lines(self, file: BinaryIO) -> Iterator[bytes | None]:
        """Complete lines of bearable length; None for one that is too long. The offset moves with each."""
        while piece := file.readline(MAX_LINE_BYTES):
            complete = piece.endswith(b"\n")
            if not complete and len(piece) < MAX_LINE_BYTES and not self._amid:
                return
            self.offset += len(piece)
            amid, self._amid = self._amid, not complete
            if complete:
                self.line += 1
            if not amid:
                yield piece if complete else None

    def _learn_head(self, file: BinaryIO, size: int) -> None:
        if len(self._head) < HEAD_BYTES:
            file.seek(0)
            self._head = file.read(min(HEAD_BYTES, size))
