"""Evidence and documents in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from firstcause.eventlog.identity import evidence_id
from firstcause.model.errors import EvidenceNotFoundError, VaultError
from firstcause.model.evidence import Evidence


class MemoryEvidence:
    """`ports.EvidenceStore`: what is there is never changed."""

    def __init__(self) -> None:
        self.kept: dict[str, Evidence] = {}

    def put(self, evidence: Evidence) -> str:
        """Keep it; returns its id. ValueError for evidence whose id is not the hash of its content."""
        said = evidence_id(evidence.source, evidence.query, evidence.window, evidence.observed_at, evidence.observation)
        if evidence.id != said:
            raise ValueError(f"evidence {evidence.id!r} says something else than its id: use make_evidence")
        self.kept.setdefault(evidence.id, evidence)
        return evidence.id

    def get(self, evidence_id: str) -> Evidence:
        """By its id, or by an unambiguous beginning of it. Raises EvidenceNotFoundError."""
        found = [evidence for known, evidence in self.kept.items() if evidence_id and known.startswith(evidence_id)]
        if len(found) != 1:
            raise EvidenceNotFoundError(f"{len(found)} pieces of evidence begin with {evidence_id!r}")
        return found[0]


class MemoryVault:
    """`ports.Vault`: relative path -> text."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def write(self, files: Mapping[str, str]) -> None:
        """Write all files. Raises VaultError for a path that leaves the vault."""
        for path in files:
            if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise VaultError(f"{path!r} is no path inside the vault")
        self.files.update(files)

    def documents(self) -> tuple[str, ...]:
        """Relative paths of all Markdown files, sorted."""
        return tuple(sorted(path for path in self.files if path.endswith(".md")))

    def read(self, path: str) -> str:
        """The text of one document. Raises VaultError."""
        if path not in self.files:
            raise VaultError(f"cannot read {path}: there is no such document")
        return self.files[path]
