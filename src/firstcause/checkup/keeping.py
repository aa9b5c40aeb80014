"""Can we keep what we see: the event log, the evidence and the documents?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from firstcause.checkup.outcome import Checked, broken, works
from firstcause.config.schema import Config
from firstcause.model.errors import FirstcauseError

STORE, VAULT, EVIDENCE = "store", "vault", "evidence"


def opened(config: Config) -> Checked:
    """The store was opened. Opening migrates, in a transaction that has the right to write."""
    return works(STORE, _shown(config.store.url), "opened and written")


def refused(config: Config, error: FirstcauseError) -> Checked:
    """The store could not be opened."""
    return broken(STORE, _shown(config.store.url), str(error), error.hint or "see [store] in the configuration")


def folders(config: Config) -> list[Checked]:
    """The folders of evidence and documents."""
    return [_writable(EVIDENCE, config.store.evidence), _writable(VAULT, config.store.vault)]


def _writable(kind: str, folder: Path) -> Checked:
    """Tried with a file that has no name, in the folder or where the folder would be created."""
    there = next(f for f in (folder, *folder.parents) if f.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"firstcause")
    except OSError as error:
        return broken(
            kind, str(folder), f"{there}: {error.strerror}", "let firstcause write there, or name another folder"
        )
    return works(kind, str(folder), "writable" if there == folder else "will be created")


def _shown(url: str) -> str:
    """A database's URL may hold a password."""
    return url if url.startswith("sqlite:") else f"{url.partition('://')[0]}://..."
