"""A folder of notes as it lies on disk: which files there are, and the text of one, within bounds.

A vault may come from a stranger: links that leave it are not followed, nor are links to folders, which may go round in
a circle; what is no ordinary file is not opened, and what is larger than any document is not read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firstcause.model.errors import FirstcauseError

MOST_BYTES: Final = 1 << 20
MOST_LINES: Final = 30_000
MOST_FILES: Final = 400_000
_ASIDE: Final = frozenset({"node_modules", "__pycache__", "venv"})
_BESIDE: Final = frozenset({"services", "runbooks"})  # folders that lie at the root of a vault
_INSIDE: Final = frozenset({"rcas", "incidents", "postmortems", *_BESIDE})
_CLIMB: Final = 4


class LintInputError(FirstcauseError):
    """What is to be checked cannot be."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a document has no text."""

    reason: str


def files_below(root: Path) -> Iterator[tuple[str, bool]]:
    """Paths below the root, with "/", in no order, and whether each is a file, and no link to one. Hidden ones are not
    ours."""
    folders, seen = [(str(root), "")], 0
    while folders:
        folder, prefix = folders.pop()
        for entry in _entries(folder):
            if entry.name.startswith(".") or entry.name in _ASIDE:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, f"{prefix}{entry.name}/"))
            elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                seen += 1
                yield f"{prefix}{entry.name}", not entry.is_symlink()
        if seen > MOST_FILES:
            message = f"there are more than {MOST_FILES} files below {root}"
            raise LintInputError(message, hint="name the vault's own folder with --vault")


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except PermissionError:
        return []  # as if it were empty: whoever may not read it has no note there


def read_bytes(path: str) -> bytes | Unreadable:
    """What the file holds, if it is one and no larger than a document; the last link of its path is not followed."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                return Unreadable("it is no ordinary file")
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        return Unreadable(f"it cannot be read: {error.strerror}")
    if len(content) > MOST_BYTES:
        return Unreadable(f"it is larger than {MOST_BYTES >> 20} MiB ({about.st_size} bytes): is it a document?")
    return content


def text_of(content: bytes) -> str | Unreadable:
    """The text that the bytes are, line ends and byte order mark included."""
    if content.count(b"\n") > MOST_LINES:
        return Unreadable(f"it has more than {MOST_LINES} lines: is it a document?")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Unreadable(f"it is not UTF-8: byte 0x{content[error.start]:02x} on line {line}")


def vault_root(path: Path, configured: Path | None) -> Path:
    """The vault to which a document or folder belongs: the configured one, Obsidian's, or what looks like its root."""
    start = path if path.is_dir() else path.parent
    if configured is not None and start.is_relative_to(configured):
        return configured
    folders = [start, *start.parents]
    obsidian = next((one for one in folders if (one / ".obsidian").is_dir()), None)
    return obsidian or next((one for one in folders[1:_CLIMB] if _is_root(one, path)), start)


def _is_root(folder: Path, path: Path) -> bool:
    """Whether the folders of a vault lie in it, and the path in one of them or beside them."""
    names = {entry.name.casefold() for entry in _entries(str(folder)) if entry.is_dir(follow_symlinks=False)}
    below = path.relative_to(folder).parts[0].casefold()
    return bool(names & _BESIDE) and (below in _INSIDE or below in names)
