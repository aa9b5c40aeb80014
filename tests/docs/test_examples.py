"""The examples are real: the configuration loads, and the vault's document is what the composer writes."""

from __future__ import annotations

from pathlib import Path

from firstcause.config.load import load
from firstcause.document.parse import parse
from firstcause.document.render import render

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_example_configuration_loads() -> None:
    """Somebody will copy it: it must be right as it stands."""
    config = load(EXAMPLES / "firstcause.toml")
    assert [s.name for s in config.catalogue] == ["storefront", "order-service"]


def test_the_example_document_is_native_and_whole() -> None:
    """It parses, renders back to the letter, and every file that it refers to stands beside it."""
    documents = sorted((EXAMPLES / "vault" / "RCAs").glob("*.md"))
    assert documents
    for document in documents:
        text = document.read_text("utf-8")
        rca = parse(text)
        assert render(rca) == text
        assert all((document.parent / note.path).is_file() for note in rca.evidence)
        assert list((document.parent / "plots").glob(f"{document.stem}-*.svg"))
