"""The freeze file: another tool's word that nothing may change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from firstcause.sources.freeze import freeze_reason


def test_the_file_freezes_while_it_is_there(tmp_path: Path) -> None:
    """Looked at every time; an empty file and a dangling link are files."""
    file = tmp_path / "freeze"
    assert freeze_reason(str(file)) == ""
    file.touch()
    assert freeze_reason(str(file)) == f"the freeze file {file} is there"
    file.unlink()
    assert freeze_reason(str(file)) == ""
    file.symlink_to(tmp_path / "gone")
    assert "is there" in freeze_reason(str(file))


def test_no_file_is_configured() -> None:
    """Then nothing is looked at."""
    assert freeze_reason("") == ""


def test_what_cannot_be_looked_at_counts_as_a_freeze(tmp_path: Path) -> None:
    """Not knowing means no."""
    (tmp_path / "file").touch()
    assert "Not a directory" in freeze_reason(str(tmp_path / "file" / "freeze"))
    assert "File name too long" in freeze_reason(str(tmp_path / ("x" * 300)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_nobody_may_enter_counts_as_a_freeze(tmp_path: Path) -> None:
    """Whoever took the permission away did not say that all is well."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    assert "Permission denied" in freeze_reason(str(locked / "freeze"))
    locked.chmod(0o700)
