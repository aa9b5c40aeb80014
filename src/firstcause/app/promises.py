"""The action items of all documents of a vault.

Documents are hostile: links out of the vault are not followed, and what cannot be read is told and left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firstcause.app.proofs.files import UnreadableError, read_below
from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.model.errors import VaultError
from firstcause.review.actions import Promise, promises
from firstcause.store.vault import FileVault

EVIDENCE: Final = "RCAs/evidence/"  # our own files about evidence: they promise nothing, and there are many


@dataclass(frozen=True, slots=True)
class Found:
    """The promises, and the documents that could not be read, each with the reason."""

    promises: tuple[Promise, ...]
    unread: tuple[tuple[str, str], ...]


def all_promises(vault: Path) -> Found:
    """What all documents of this folder promise. Raises VaultError where there is no such folder."""
    if not vault.is_dir():
        raise VaultError(f"there is no vault {vault}", hint="name the folder of the documents with --vault")
    found: list[Promise] = []
    unread: list[tuple[str, str]] = []
    for path in FileVault(vault).documents():
        if path.startswith(EVIDENCE):
            continue
        try:
            _, content = read_below(vault, path)
            found += promises(read(Source(content.decode("utf-8"), path)))
        except UnreadableError as error:
            unread.append((path, str(error)))
        except UnicodeDecodeError as error:
            unread.append((path, f"not a text in UTF-8, from byte {error.start} on"))
    return Found(tuple(found), tuple(unread))
