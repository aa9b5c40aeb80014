"""Writes files so that a reader, or a power loss, sees the old content or the new, never a half.

It knows temporary files, fsync and rename; it refuses to know what is written, and whether one may write there.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from firstcause.model.errors import StorageFullError

FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_durably(files: Mapping[Path, bytes]) -> None:
    """Write all files: first everything to temporary files beside them, then rename, in this order.

    When the disk fills up, no file has changed and no temporary file stays. Raises StorageFullError, OSError.
    """
    staged: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            make_folder(target.parent)
            staged[target] = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
            _write_synced(staged[target], content)
        _publish(staged)
    except OSError as error:
        if error.errno in FULL:
            message = f"cannot write {error.filename or next(reversed(staged), '')}: {error.strerror}"
            raise StorageFullError(message, hint="nothing was changed: free some space") from error
        raise
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _publish(staged: Mapping[Path, Path]) -> None:
    for target, temporary in staged.items():
        temporary.replace(target)
    for folder in {target.parent for target in staged}:
        sync_folder(folder)


def _write_synced(path: Path, content: bytes) -> None:
    # Not tempfile: its files are readable by us alone, and a vault is there to be read.
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Create it, and make its name durable too: a file in a folder that is gone is gone."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in this folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
