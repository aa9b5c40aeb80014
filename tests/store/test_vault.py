"""The vault gets whole documents, inside itself, or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from firstcause.model.errors import VaultError
from firstcause.store.vault import FileVault


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    return tmp_path / "vault"


def contents(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_all_files_are_written(root: Path) -> None:
    """Folders are made as needed, what was there is replaced, and no temporary file stays."""
    FileVault(root).write({"RCAs/one.md": "old", "index.md": "#"})
    FileVault(root).write({"RCAs/one.md": "# Grüße ✓", "RCAs/assets/one.svg": "<svg/>"})
    assert contents(root) == {"RCAs/one.md": "# Grüße ✓", "RCAs/assets/one.svg": "<svg/>", "index.md": "#"}


def test_documents_are_listed_and_nothing_else(root: Path) -> None:
    """Neither pictures nor what an editor keeps in hidden folders; a vault that is not there yet has none."""
    files = ("RCAs/b.md", "a.md", "RCAs/a.svg", ".obsidian/notes.md", "RCAs/.half.md")
    FileVault(root).write(dict.fromkeys(files, "x"))
    assert FileVault(root).documents() == ("RCAs/b.md", "a.md")
    assert FileVault(root / "nowhere").documents() == ()


def test_a_document_is_read_as_it_is(root: Path) -> None:
    """The line ends of its editor come back when it is written again."""
    (root / "one.md").write_bytes(b"# One\r\n\r\nTwo\n")
    vault = FileVault(root)
    vault.write({"one.md": vault.read("one.md")})
    assert (root / "one.md").read_bytes() == b"# One\r\n\r\nTwo\n"


def test_documents_are_readable_by_their_people(root: Path) -> None:
    """A vault is shared: the permissions are the umask's, not those of a temporary file."""
    plain = root / "by-hand.md"
    plain.write_text("x")
    FileVault(root).write({"one.md": "x"})
    assert (root / "one.md").stat().st_mode == plain.stat().st_mode


def test_the_document_is_published_after_its_pictures(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sees the new document finds all that it embeds."""
    published: list[str] = []
    replace = Path.replace

    def noted(self: Path, target: Path) -> Path:
        assert {path.suffix for path in root.iterdir()} >= {".tmp"}
        published.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    FileVault(root).write({"one.md": "![[a.svg]]", "b.svg": "<svg/>", "a.svg": "<svg/>"})
    assert published == ["b.svg", "a.svg", "one.md"]


@pytest.mark.parametrize(
    "path", ["../out.md", "RCAs/../../out.md", "/tmp/out.md", "", ".", "out/secret.md", "folder", "a\0b.md"]
)
def test_a_path_that_leaves_the_vault_is_refused(root: Path, path: str) -> None:
    """Upwards, absolute, through a link, or no file at all: nothing is written, nor any other file of the batch."""
    (root.parent / "elsewhere").mkdir()
    (root / "out").symlink_to(root.parent / "elsewhere")
    (root / "folder").mkdir()
    with pytest.raises(VaultError) as caught:
        FileVault(root).write({"fine.md": "x", path: "x"})
    assert caught.value.hint
    assert contents(root.parent) == {}


def test_a_document_that_is_a_link_out_is_replaced_not_followed(root: Path) -> None:
    """What it pointed at stays as it was."""
    outside = root.parent / "outside.md"
    outside.write_text("theirs")
    (root / "one.md").symlink_to(outside)
    FileVault(root).write({"one.md": "ours"})
    assert (outside.read_text(), (root / "one.md").read_text()) == ("theirs", "ours")


def test_a_folder_that_cannot_be_made_is_a_vault_error(root: Path) -> None:
    """A file stands where a folder should be."""
    (root / "RCAs").write_text("a file")
    with pytest.raises(VaultError, match="cannot write"):
        FileVault(root).write({"RCAs/one.md": "x"})
    assert contents(root) == {"RCAs": "a file"}


def test_no_space_changes_nothing(root: Path) -> None:
    """The second of two files does not fit: neither is there, the old document is, and no temporary file stays."""
    script = """
import resource, sys
from pathlib import Path
from firstcause.model.errors import StorageFullError
from firstcause.store.vault import FileVault

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    FileVault(Path(sys.argv[1])).write({"a.svg": "small", "one.md": "x" * 5000})
except StorageFullError as error:
    sys.exit(7)
"""
    (root / "one.md").write_text("old")
    done = subprocess.run([sys.executable, "-c", script, str(root)], timeout=60, check=False)
    assert done.returncode == 7
    assert contents(root) == {"one.md": "old"}
