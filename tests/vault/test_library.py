"""A library reads what has changed in its folder, and nothing else; what it cannot read it says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.review.search import family

from firstcause.app.vault.library import Library
from firstcause.store.search.sqlite import SqliteSearchIndex

TODAY = date(2026, 3, 10)
LONG_AGO = 1_700_000_000


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    for one in family.incidents(12):
        file = folder / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(family.text(one), "utf-8")
        os.utime(file, (LONG_AGO, LONG_AGO))
    (folder / "Runbooks").mkdir()
    (folder / "Runbooks" / "runbook-order-service.md").write_text("# Runbook\n\n## Timeline\n", "utf-8")
    return folder


@pytest.fixture
def library(vault: Path) -> Iterator[Library]:
    with SqliteSearchIndex() as index:
        yield Library(vault, index)


def _first(library: Library, question: str) -> str:
    return library.search(question, TODAY, 1)[0].path


def test_every_incident_is_read_once_and_runbooks_are_none(library: Library) -> None:
    assert library.refresh().read == 13
    assert library.refresh().read == 0
    assert len(library.accounts()) == 12


def test_a_changed_document_is_read_again_and_it_alone(library: Library, vault: Path) -> None:
    library.refresh()
    path = _first(library, "packet loss")
    (vault / path).write_text((vault / path).read_text("utf-8").replace("Packet Loss", "Solar Flare"), "utf-8")
    assert library.refresh().read == 1
    assert _first(library, "solar flare") == path


def test_a_change_of_the_same_length_within_the_same_moment_is_seen(library: Library, vault: Path) -> None:
    file = vault / "RCAs" / "2025-01-01-new.md"
    file.write_text("# Outage of alpha\n\n## Timeline\n\n- 10:00 It began\n", "utf-8")
    library.refresh()
    times = file.stat()
    file.write_text("# Outage of gamma\n\n## Timeline\n\n- 10:00 It began\n", "utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    library.refresh()
    assert _first(library, "gamma") == "RCAs/2025-01-01-new.md"


def test_a_document_that_was_only_touched_is_not_read_as_changed(library: Library, vault: Path) -> None:
    library.refresh()
    os.utime(vault / _first(library, "packet loss"))
    assert library.refresh().read == 0


def test_a_document_that_is_gone_is_found_no_more(library: Library, vault: Path) -> None:
    library.refresh()
    path = _first(library, "packet loss")
    (vault / path).unlink()
    assert library.refresh().gone == 1
    assert path not in [one.path for one in library.search("packet loss", TODAY, 20)]


def test_what_cannot_be_read_is_said_and_stops_nothing(library: Library, vault: Path) -> None:
    (vault / "latin.md").write_bytes(b"# Caf\xe9\n")
    (vault / "huge.md").write_bytes(b"x" * (5 << 20))
    (vault / "away.md").symlink_to("/etc/passwd")
    unread = library.refresh().unread
    assert sorted(one.split(":")[0] for one in unread) == ["away.md", "huge.md", "latin.md"]
    assert len(library.accounts()) == 12


def test_a_model_of_language_may_be_plugged_in_and_its_reason_is_told(vault: Path) -> None:
    class Dreamer:
        """Finds the first document alike to everything."""

        def alike(self, question: str, documents: Mapping[str, str]) -> Mapping[str, float]:
            return {min(documents): 1.0}

    with SqliteSearchIndex() as index:
        library = Library(vault, index, Dreamer())
        library.refresh()
        found = library.search("an indescribable feeling", TODAY, 5)
    assert [one.path for one in found] == [min(one.path for one in library.accounts())]
    assert "alike" in found[0].why
