"""The real messages of `FIRSTCAUSE_DATA`, captured with a known fault: the first cause is the one that was injected."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from firstcause.tls.explain.explain import explain

FILE = Path(os.environ.get("FIRSTCAUSE_DATA", "/nonexistent")) / "tls" / "messages.jsonl"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="FIRSTCAUSE_DATA is not there")


@pytest.fixture(scope="module")
def given() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def _first(text: str) -> str:
    causes = explain(text).causes
    return causes[0].code if causes else ""


def test_where_the_words_are_clear_the_cause_is_named(given: list[dict[str, Any]]) -> None:
    """At least 95 of a hundred."""
    clear = [row for row in given if not row["alternatives"]]
    wrong = [(row["id"], row["code"], _first(row["text"])) for row in clear if _first(row["text"]) != row["code"]]
    assert len(clear) > 100
    assert len(wrong) <= 0.05 * len(clear), wrong


def test_where_they_are_not_it_is_one_of_those_that_they_allow(given: list[dict[str, Any]]) -> None:
    """Nine of ten: some of these say nothing of TLS at all."""
    open_ones = [row for row in given if row["alternatives"]]
    wrong = [row["id"] for row in open_ones if _first(row["text"]) not in (row["code"], *row["alternatives"])]
    assert len(wrong) <= 0.1 * len(open_ones), wrong
