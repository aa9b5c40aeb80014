"""Evidence is kept under the hash of what it says, and a changed file is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from firstcause.eventlog.identity import make_evidence
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.evidence import Evidence, Unobserved
from firstcause.ports import EvidenceStore
from firstcause.store.database import Database
from firstcause.store.errors import EvidenceChangedError
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.evidence_table import EvidenceTable
from firstcause.store.schema import evidence as rows


@pytest.fixture
def evidence(now: datetime) -> Evidence:
    return make_evidence("probe", "order-service", now, Unobserved("timed out after 5 s"))


@pytest.fixture
def files(tmp_path: Path) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "evidence")


@pytest.fixture
def table(database: Database) -> EvidenceTable:
    return EvidenceTable(database)


@pytest.fixture(params=["files", "table"])
def store(request: pytest.FixtureRequest, files: EvidenceFiles, table: EvidenceTable) -> EvidenceStore:
    """In a folder, and in the log's database of either kind."""
    return files if request.param == "files" else table


def only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


def test_evidence_is_found_by_its_id_and_by_a_beginning(store: EvidenceStore, evidence: Evidence) -> None:
    """One character is enough while it is unambiguous."""
    assert store.put(evidence) == evidence.id
    assert store.get(evidence.id) == evidence
    assert store.get(evidence.id[:6]) == store.get(evidence.id[:1]) == evidence


def test_a_file_is_named_by_its_hash(files: EvidenceFiles, evidence: Evidence, tmp_path: Path) -> None:
    """`ab/abcdef....json`; keeping it twice keeps one file, and no temporary file stays."""
    files.put(evidence)
    files.put(evidence)
    assert only_file(tmp_path) == tmp_path / "evidence" / evidence.id[:2] / f"{evidence.id}.json"


@pytest.mark.parametrize("unknown", ["ffff", "", "*", "../..", "E1"])
def test_what_is_not_there_is_not_found(store: EvidenceStore, evidence: Evidence, unknown: str) -> None:
    """Neither by a strange id nor by a pattern."""
    store.put(evidence)
    with pytest.raises(EvidenceNotFoundError, match="no evidence"):
        store.get(unknown)


def test_an_ambiguous_beginning_names_the_candidates(store: EvidenceStore, now: datetime) -> None:
    """More than sixteen ids: at least two begin alike."""
    for n in range(17):
        store.put(make_evidence("probe", str(n), now, Unobserved("x")))
    counts = {digit: _count(store, digit) for digit in "0123456789abcdef"}
    assert max(counts.values()) > 1
    assert sum(counts.values()) == 17


def _count(store: EvidenceStore, digit: str) -> int:
    try:
        store.get(digit)
    except EvidenceNotFoundError as error:
        return int(str(error).split()[0]) if "begin with" in str(error) else 0
    return 1


@pytest.mark.parametrize("damage", ["reason", "query", "torn", "empty", "swapped"])
def test_a_changed_file_is_noticed(
    files: EvidenceFiles, evidence: Evidence, now: datetime, tmp_path: Path, damage: str
) -> None:
    """By hand or by a bad disk: a figure must not rest on it."""
    files.put(evidence)
    file = only_file(tmp_path)
    body = json.loads(file.read_text())
    other = make_evidence("probe", "other", now, Unobserved("x"))
    EvidenceFiles(tmp_path / "other").put(other)
    content = {
        "reason": json.dumps({**body, "observation": {"type": "Unobserved", "reason": "all was well"}}),
        "query": json.dumps({**body, "query": "something else"}),
        "torn": file.read_text()[:40],
        "empty": "",
        "swapped": only_file(tmp_path / "other").read_text(),
    }
    file.write_text(content[damage])
    with pytest.raises(EvidenceChangedError, match=f"evidence {evidence.id[:12]} was changed on disk") as caught:
        files.get(evidence.id)
    assert "backup" in caught.value.hint


def test_a_changed_row_is_noticed(table: EvidenceTable, database: Database, evidence: Evidence, now: datetime) -> None:
    """As a changed file is."""
    other = table.put(make_evidence("probe", "other", now, Unobserved("x")))
    table.put(evidence)
    with database.writing() as connection:
        body = connection.scalar(select(rows.c.body).where(rows.c.id == other))
        connection.execute(update(rows).where(rows.c.id == evidence.id).values(body=body))
    with pytest.raises(EvidenceChangedError, match=f"evidence {evidence.id[:12]} was changed in the database"):
        table.get(evidence.id)


def test_many_may_keep_the_same_evidence_at_once(table: EvidenceTable, evidence: Evidence) -> None:
    """Two processes that saw the same keep one row, and neither fails."""
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(lambda _: table.put(evidence), range(12))) == {evidence.id}
    assert table.get(evidence.id) == evidence


def test_evidence_under_a_wrong_id_is_not_taken(store: EvidenceStore, evidence: Evidence) -> None:
    """It could never be read back."""
    with pytest.raises(ValueError, match="make_evidence"):
        store.put(replace(evidence, query="something else"))


def test_no_space_leaves_nothing_behind(tmp_path: Path) -> None:
    """A write that the kernel refuses half-way is StorageFullError, and no file stays."""
    script = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from firstcause.eventlog.identity import make_evidence
from firstcause.model.errors import StorageFullError
from firstcause.model.evidence import Unobserved
from firstcause.store.evidence import EvidenceFiles

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    EvidenceFiles(Path(sys.argv[1])).put(make_evidence("p", "q", datetime.now(UTC), Unobserved("x" * 5000)))
except StorageFullError:
    sys.exit(7)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == 7
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
