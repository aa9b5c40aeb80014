"""Words of a hundred stacks, labelled by hand: what explain makes of them, all in all (see `collected/README.md`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firstcause.tls.explain.explain import explain

FOLDER = Path(__file__).parent / "collected"
Row = dict[str, Any]


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def _is_clear(row: Row) -> bool:
    return len(set(row["codes"]) - {"clock-skew"}) == 1


def _first(text: str) -> str:
    causes = explain(text).causes
    return causes[0].code.removeprefix("tls/") if causes else "none"


def _listed(rows: list[Row]) -> str:
    told = (f"{row['stack']}: {_first(row['text'])} for {row.get('codes', '')}: {row['text']}" for row in rows)
    return "\n".join(("", *told))


@pytest.mark.parametrize(
    "name", ["failures.ndjson", "second_failures.ndjson", "third_failures.ndjson", "fourth_failures.ndjson"]
)
def test_where_the_words_are_clear_the_cause_is_named(name: str) -> None:
    """At least nineteen of twenty come first."""
    clear = [row for row in _rows(name) if _is_clear(row)]
    wrong = [row for row in clear if _first(row["text"]) != row["codes"][0]]
    assert len(clear) > 30
    assert len(wrong) <= 0.05 * len(clear), _listed(wrong)


@pytest.mark.parametrize(
    "name", ["failures.ndjson", "second_failures.ndjson", "third_failures.ndjson", "fourth_failures.ndjson"]
)
def test_where_they_are_not_it_is_one_of_those_that_they_allow(name: str) -> None:
    """At least nineteen of twenty; silence counts only where it is allowed."""
    open_ones = [row for row in _rows(name) if not _is_clear(row)]
    wrong = [row for row in open_ones if _first(row["text"]) not in row["codes"]]
    assert len(open_ones) > 20
    assert len(wrong) <= 0.05 * len(open_ones), _listed(wrong)


@pytest.mark.parametrize("name", ["quiet.ndjson", "second_quiet.ndjson", "third_quiet.ndjson", "fourth_quiet.ndjson"])
def test_where_no_handshake_failed_nothing_is_said(name: str) -> None:
    """At most one of a hundred raises a false alarm."""
    quiet = _rows(name)
    alarms = [row for row in quiet if explain(row["text"]).causes]
    assert len(quiet) > 50
    assert len(alarms) <= 0.01 * len(quiet), _listed(alarms)
