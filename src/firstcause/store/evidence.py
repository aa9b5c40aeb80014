"""Evidence as files, each named by the hash of what it says: `ab/abcdef....json`.

It knows how to keep and to find them, and notices when one was changed. It refuses to know what the evidence is for;
nothing here deletes or rewrites.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from firstcause.eventlog.codec import MalformedRecordError, evidence_from_json, evidence_to_json
from firstcause.eventlog.identity import canonical_json, evidence_id
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.evidence import Evidence
from firstcause.store.errors import EvidenceChangedError
from firstcause.store.files import write_durably

_ID: Final = re.compile("[0-9a-f]{1,64}")


class EvidenceFiles:
    """`ports.EvidenceStore` in a folder. Any number of threads and processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, evidence: Evidence) -> str:
        """Keep it durably; what is there already stays as it is. Returns its id.

        Raises StorageFullError, and ValueError for evidence whose id is not the hash of its content.
        """
        checked(evidence)
        path = self._folder / evidence.id[:2] / f"{evidence.id}.json"
        if not path.exists():
            write_durably({path: canonical_json(evidence_to_json(evidence))})
        return evidence.id

    def get(self, evidence_id: str) -> Evidence:
        """By its id, or an unambiguous beginning of it. Raises EvidenceNotFoundError, EvidenceChangedError."""
        found = sorted(self._matching(evidence_id))
        if not found:
            raise EvidenceNotFoundError(f"no evidence has the id {evidence_id}", hint=f"looked in {self._folder}")
        if len(found) > 1:
            raise several(evidence_id, [path.stem for path in found])
        return _verified(found[0])

    def _matching(self, beginning: str) -> Iterator[Path]:
        if not is_beginning(beginning):
            return iter(())
        folder = beginning[:2] if len(beginning) > 1 else f"{beginning}?"
        return self._folder.glob(f"{folder}/{beginning}*.json")


def _verified(path: Path) -> Evidence:
    try:
        evidence = evidence_from_json(json.loads(path.read_bytes()))
    except (ValueError, MalformedRecordError) as error:
        raise _changed(path) from error
    if path.stem != evidence.id or path.stem != hash_of(evidence):
        raise _changed(path)
    return evidence


def _changed(path: Path) -> EvidenceChangedError:
    return EvidenceChangedError(
        f"evidence {path.stem[:12]} was changed on disk: {path} no longer has the hash in its name",
        hint="restore the file from a backup; figures that cite it cannot be trusted until then",
    )


def is_beginning(text: str) -> bool:
    """Whether an id can begin so."""
    return _ID.fullmatch(text) is not None


def checked(evidence: Evidence) -> Evidence:
    """The same, if its id is the hash of its content: another could never be read back. Raises ValueError."""
    if evidence.id != hash_of(evidence):
        raise ValueError(f"evidence {evidence.id!r} says something else than its id: use make_evidence")
    return evidence


def several(beginning: str, ids: Sequence[str]) -> EvidenceNotFoundError:
    """The beginning is not enough: these begin alike."""
    named = ", ".join(known[: len(beginning) + 8] for known in ids[:4])
    message = f"{len(ids)} pieces of evidence begin with {beginning}: {named}"
    return EvidenceNotFoundError(message, hint="give more of the id")


def hash_of(evidence: Evidence) -> str:
    """The id that its content gives it."""
    return evidence_id(evidence.source, evidence.query, evidence.window, evidence.observed_at, evidence.observation)
