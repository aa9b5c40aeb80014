"""Files that a check names: below a folder, whole, of a bounded size, and not through a link that leads out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from firstcause.model.errors import FirstcauseError

MOST_BYTES: Final = 4 << 20


class UnreadableError(FirstcauseError):
    """The file is not there, or not one that we read."""


def read_below(folder: Path, relative: str) -> tuple[Path, bytes]:
    """The file of that path, and its content. Raises UnreadableError."""
    file = folder / relative
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise UnreadableError(f"{relative} leads out of {folder}")
        if not file.is_file():
            raise UnreadableError(f"there is no file {relative} in {folder}")
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{relative} cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"{relative} is larger than {MOST_BYTES >> 20} MB")
    return file, content
