"""`firstcause rca import`: fields for people and machines, a draft, and what is said of unreadable input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Firstcause

OUTAGE = """\
# Search was down

**Severity**: P2

## Timeline

- 04:59 UTC on 7 November 2025: Search is down
- 05:31 UTC: Search restored

## Root cause

A typo in the index's name.
"""


@pytest.fixture
def outage(tmp_path: Path) -> Path:
    file = tmp_path / "outage.md"
    file.write_text(OUTAGE)
    return file


def test_a_person_sees_what_was_found_and_where(firstcause: Firstcause, outage: Path) -> None:
    """A field a line, with how sure it is and its lines; what is not said is said to be so."""
    told = firstcause("rca", "import", outage)
    assert told.returncode == 0
    assert "severity          P2  (95%, line 3)" in told.stdout
    assert "root_cause        A typo in the index's name.  (95%, line 12)" in told.stdout
    assert "impact            not said" in told.stdout
    assert "  line 8     2025-11-07T05:31:00Z  Search restored" in told.stdout
    assert "--to-native" in told.stderr


def test_a_machine_gets_the_object_of_the_contract(firstcause: Firstcause, outage: Path) -> None:
    """On one line, with every key."""
    told = firstcause("rca", "import", outage, "--format", "json")
    (line,) = told.stdout.splitlines()
    found = json.loads(line)
    assert {"title", "date", "start", "end", "timezone", "duration_minutes", "severity", "services"} < set(found)
    assert (found["start"], found["end"], found["timezone"]) == ("2025-11-07T04:59:00Z", "2025-11-07T05:31:00Z", "UTC")
    assert found["timeline"][1] == {
        "at": "2025-11-07T05:31:00Z",
        "text": "Search restored",
        "line": 8,
        "written": "05:31 UTC",
    }
    assert found["root_cause"] == {"text": "A typo in the index's name.", "lines": [12, 12]}
    assert (found["impact"], found["duration_minutes"], found["action_items"]) == (None, None, [])
    assert found["confidence"]["title"] > 0.9


def test_a_draft_is_printed(firstcause: Firstcause, outage: Path) -> None:
    """Markdown of the native format, and how many questions are open."""
    told = firstcause("rca", "import", outage, "--to-native")
    assert told.returncode == 0
    assert told.stdout.startswith("---\ntitle: ")
    assert "> [!question] Who was affected, and how much?" in told.stdout
    assert "questions open" in told.stderr


def test_a_document_of_no_day_needs_one_for_its_draft(firstcause: Firstcause, tmp_path: Path) -> None:
    """The error says how to name it."""
    file = tmp_path / "x.md"
    file.write_text("# It was slow\n")
    told = firstcause("rca", "import", file, "--to-native")
    assert told.returncode == 2
    assert "names no day" in told.stderr
    assert "--date" in told.stderr
    assert firstcause("rca", "import", file, "--to-native", "--date", "2025-11-07").returncode == 0


def test_unreadable_input_is_explained(firstcause: Firstcause, tmp_path: Path) -> None:
    """No file, a folder, a flood; bytes that are no UTF-8 are read all the same."""
    flood = tmp_path / "flood.md"
    flood.write_bytes(b"x" * (9 << 20))
    for file in (tmp_path / "none.md", tmp_path, flood):
        told = firstcause("rca", "import", file)
        assert told.returncode == 2
        assert "firstcause: error:" in told.stderr
    bytes_ = tmp_path / "bytes.md"
    bytes_.write_bytes(b"# T\xff\xfe\n\n## Root cause\n\nx\n")
    assert firstcause("rca", "import", bytes_).returncode == 0
