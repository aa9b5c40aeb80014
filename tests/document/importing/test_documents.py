"""Postmortems in the shapes that teams write, with the fields that a person reads out of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from firstcause.document.importing.as_json import imported_json
from firstcause.document.importing.import_document import import_document
from firstcause.document.reading.read import read
from firstcause.document.spans import Source

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.md"))
PLAIN = ("title", "date", "timezone", "duration_minutes", "severity", "services")


def imported(text: str) -> dict[str, Any]:
    return imported_json(import_document(read(Source(text))))


def moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", NAMES)
def test_a_postmortem_is_imported(name: str, ends: str) -> None:
    """Each field is what the document says, or empty where it says nothing."""
    expected = json.loads((DOCUMENTS / f"{name}.json").read_text())
    found = imported((DOCUMENTS / f"{name}.md").read_text().replace("\n", ends))
    assert {key: found[key] for key in PLAIN} == {key: expected[key] for key in PLAIN}
    assert [moment(found[key]) for key in ("start", "end")] == [moment(expected[key]) for key in ("start", "end")]
    if "timeline" in expected:
        rows = [(moment(row["at"]), row["text"], row["line"]) for row in found["timeline"]]
        assert rows == [(moment(at), text, line) for at, text, line in expected["timeline"]]
    for key in ("root_cause", "impact"):
        said = found[key]["text"] if found[key] else None
        assert (expected[key] in said) if said and expected[key] else said == expected[key]
    if "action_items" in expected:
        actions = [[a["text"], a["owner"], a["due"], a["status"]] for a in found["action_items"]]
        assert actions == expected["action_items"]
