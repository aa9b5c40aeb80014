"""An imported postmortem becomes a draft of the native format, which asks for what the document does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from firstcause.document.importing.import_document import import_document
from firstcause.document.importing.native import native_draft
from firstcause.document.inline import plain
from firstcause.document.parse import parse
from firstcause.document.rca import Rca
from firstcause.document.reading.read import read
from firstcause.document.render import render
from firstcause.document.spans import Source

DOCUMENTS = Path(__file__).parent / "documents"
TODAY = date(2026, 1, 2)


def draft(name: str) -> Rca:
    reading = read(Source((DOCUMENTS / f"{name}.md").read_text()))
    found = import_document(reading)
    return native_draft(found, reading, found.date.value if found.date else TODAY, TODAY)


@pytest.mark.parametrize("name", sorted(path.stem for path in DOCUMENTS.glob("*.md")))
def test_a_draft_is_a_native_document(name: str) -> None:
    """What is rendered of it is read back as it was, and it is a draft."""
    rca = draft(name)
    assert parse(render(rca)) == rca
    assert rca.front.status == "draft"
    assert read(Source(render(rca))).native


def test_what_is_missing_is_asked() -> None:
    """Of a document that says next to nothing, next to everything."""
    asked = [plain(question.question) for question in draft("sparse").questions()]
    assert asked == [
        "What was the root cause?",
        "Which severity was it?",
        "Which services were affected?",
        "Who prepared this analysis?",
        "Who was affected, and how much?",
        "When did it begin?",
        "When was it resolved?",
        "What happened when?",
        "What shall be better afterwards, by whom, until when?",
    ]


def test_a_severity_of_another_scale_is_no_severity_of_ours() -> None:
    """SEV 2 is asked about, P1 is taken."""
    assert draft("wiki-export").front.severity is None
    assert draft("days-as-headings").front.severity == "P1"
    asked = [plain(question.question) for question in draft("wiki-export").questions()]
    assert "Which severity is SEV 2 here: P1, P2, P3, P4?" in asked
