"""The vault: a folder of documents that people read, and edit, with their own tools.

It knows how to put documents there whole, and refuses to write anywhere else. It never removes a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from firstcause.model.errors import VaultError
from firstcause.store.files import write_durably


class FileVault:
    """`ports.Vault` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, files: Mapping[str, str]) -> None:
        """Write all files (relative path -> text); Markdown is published last, so its pictures are there before it.

        Raises StorageFullError, with nothing changed, and VaultError for a path that leaves the vault.
        """
        documents_last = sorted(files, key=lambda path: PurePosixPath(path).suffix == ".md")
        targets = {self._inside(path): files[path].encode() for path in documents_last}
        try:
            write_durably(targets)
        except OSError as error:
            raise VaultError(f"cannot write {error.filename}: {error.strerror}", hint="may we write there?") from error

    def documents(self) -> tuple[str, ...]:
        """Relative paths of all Markdown files, sorted; hidden ones (`.obsidian`, half-written files) are not ours."""
        found = (path.relative_to(self._folder) for path in self._folder.rglob("*.md") if path.is_file())
        return tuple(sorted(path.as_posix() for path in found if not any(part[0] == "." for part in path.parts)))

    def read(self, path: str) -> str:
        """The text of one document. Raises VaultError."""
        try:
            # Not read_text: it would make other line ends of those that a person's editor wrote.
            return self._inside(path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise VaultError(f"cannot read {path}: {error}", hint="is it a text file in UTF-8?") from error

    def _inside(self, relative: str) -> Path:
        """Where the file goes. A link inside the vault may lead on, but not out."""
        path = PurePosixPath(relative)
        if path.is_absolute() or ".." in path.parts or not path.name or "\0" in relative:
            raise VaultError(f"{relative!r} is no path inside the vault", hint="give a path relative to the vault")
        target = self._folder / path
        if not target.parent.resolve().is_relative_to(self._folder.resolve()):
            raise VaultError(f"{relative!r} leaves the vault through a link", hint=f"look at {target.parent}")
        if target.is_dir():
            raise VaultError(f"{relative!r} is a folder", hint="documents are files")
        return target
