"""Writing files so that a reader, or a crash, never meets half of one."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

PRIVATE = 0o600
PUBLIC = 0o644


def write_atomically(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Replace `path` as a whole: a reader sees the old content or the new. Creates missing folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_new(beside, content, mode=mode)
    beside.replace(path)


def write_new(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Write a file that must not exist yet, with its mode from the first moment on (a key is never readable)."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def link_atomically(link: Path, target: str) -> None:
    """Point the symbolic link `link` at `target`; there is no moment without a link."""
    beside = link.with_name(f".{link.name}.{secrets.token_hex(4)}")
    beside.symlink_to(target)
    beside.replace(link)


def append_line(path: Path, document: Mapping[str, object]) -> None:
    """Add one JSON line durably. Several processes may append: O_APPEND keeps short lines whole."""
    line = json.dumps(document) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PUBLIC)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
