"""Which documents a run is about: the paths that were named, each in the vault in which it lies."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firstcause.app.lint.files import LintInputError, files_below, vault_root
from firstcause.app.lint.request import Request


@dataclass(slots=True)
class VaultFiles:
    """A vault's files. `named`: documents that were named themselves, and `folders` (below the root, "" for all of
    it): how each is spoken of."""

    root: Path
    shown: str = ""
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)

    def path(self, note: str) -> str:
        """Where it lies."""
        return f"{self.root}/{note}"

    def show(self, note: str) -> str | None:
        """How a document is spoken of; None for one that nobody asked about."""
        if note in self.named:
            return self.named[note]
        for folder, shown in self.folders.items():
            if note.startswith(folder):
                return shown + note[len(folder) :]
        return None


def vaults_of(request: Request) -> list[VaultFiles]:
    """Every vault that has a document of the request, with its files. Raises LintInputError."""
    found: dict[Path, VaultFiles] = {}
    paths = [(text, _existing(text)) for text in dict.fromkeys(request.paths)]
    roots = _outermost([_root(path, request) for _, path in paths])
    for text, path in paths:
        root = next(one for one in roots if path.is_relative_to(one))
        vault = found.setdefault(root, VaultFiles(root))
        below = "" if path == root else path.relative_to(root).as_posix()
        if path.is_dir():
            vault.folders[f"{below}/" if below else ""] = _prefix(text)
        else:
            vault.named[below] = text
    for vault in found.values():
        _fill(vault)
    return list(found.values())


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise LintInputError(
            f"there is no file or folder {text}", hint="name documents, folders of them, or - for stdin"
        )
    if not path.is_file() and not path.is_dir():
        raise LintInputError(f"{text} is no ordinary file", hint="- reads standard input")
    return path.resolve()


def _root(path: Path, request: Request) -> Path:
    if request.vault is not None:
        root = request.vault.resolve()
        if not path.is_relative_to(root):
            raise LintInputError(
                f"{path} does not lie in the vault {root}", hint="leave out --vault, or name its folder"
            )
        return root
    configured = request.configured.resolve() if request.configured else None
    return vault_root(path, configured)


def _outermost(roots: Sequence[Path]) -> list[Path]:
    """Those that lie in no other."""
    kept: list[Path] = []
    for root in sorted(set(roots), key=lambda one: len(one.parts)):
        if not any(root.is_relative_to(one) for one in kept):
            kept.append(root)
    return kept


def _prefix(text: str) -> str:
    if text in (".", "./"):
        return ""
    return text if text.endswith("/") else f"{text}/"


def _fill(vault: VaultFiles) -> None:
    for path, is_file in sorted(files_below(vault.root)):
        (vault.notes if is_file and path.endswith(".md") else vault.others).append(path)
    known = set(vault.notes)
    vault.notes += [note for note in vault.named if note not in known]
    vault.shown = vault.folders.get("", "") if "" in vault.folders else _relative(vault.root)


def _relative(root: Path) -> str:
    """From here, where it lies below; else by its whole path."""
    here = Path.cwd().resolve()
    return _prefix(os.path.relpath(root, here)) if root.is_relative_to(here) else f"{root}/"


def asked(vault: VaultFiles, reports: Mapping[str, bool]) -> list[tuple[str, str]]:
    """The documents to check, each with how it is spoken of, by that. `reports`: what tells of an incident."""
    found = []
    for note in vault.notes:
        shown = vault.show(note)
        if shown is not None and (note in vault.named or reports[note]):
            found.append((shown, note))
    return sorted(found)
