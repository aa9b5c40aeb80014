"""Words of a hundred stacks, labelled by hand: what explain makes of them, all in all (see `collected/README.md`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firstcause.tls.explain.explain import explain

FOLDER = Path(__file__).parent / "collected"
SETS = ("first", "second", "third", "fourth", "fifth", "sixth")
Row = dict[str, Any]


def _rows(name: str, kind: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / f"{name}_{kind}.ndjson").read_text("utf-8").splitlines()]


def _is_clear(row: Row) -> bool:
    return len(set(row["codes"]) - {"clock-skew"}) == 1


def _first(text: str) -> str:
    causes = explain(text).causes
    return causes[0].code.removeprefix("tls/") if causes else "none"


def _listed(rows: list[Row]) -> str:
    told = (f"{row['stack']}: {_first(row['text'])} for {row.get('codes', '')}: {row['text']}" for row in rows)
    return "\n".join(("", *told))


@pytest.mark.parametrize("name", SETS)
def test_where_the_words_are_clear_the_cause_is_named(name: str) -> None:
    """At least nineteen of twenty come first."""
    clear = [row for row in _rows(name, "failures") if _is_clear(row)]
    wrong = [row for row in clear if _first(row["text"]) != row["codes"][0]]
    assert len(clear) > 20
    assert len(wrong) <= 0.05 * len(clear), _listed(wrong)


@pytest.mark.parametrize("name", SETS)
def test_where_they_are_not_it_is_one_of_those_that_they_allow(name: str) -> None:
    """At least nineteen of twenty; silence counts only where it is allowed."""
    open_ones = [row for row in _rows(name, "failures") if not _is_clear(row)]
    wrong = [row for row in open_ones if _first(row["text"]) not in row["codes"]]
    assert len(open_ones) > 20
    assert len(wrong) <= 0.05 * len(open_ones), _listed(wrong)


@pytest.mark.parametrize("name", SETS)
def test_nobody_is_taken_for_the_other_side(name: str) -> None:
    """At most one of fifty: where a text shows who wrote it, it is not said to be the other one."""
    told = [(row, explain(row["text"]).role) for row in _rows(name, "failures") if row["role"]]
    wrong = [row for row, role in told if role and (role == "server") != (row["role"] == "server")]
    assert len(told) > 20
    assert len(wrong) <= 0.02 * len(told), _listed(wrong)


@pytest.mark.parametrize("name", SETS)
def test_where_no_handshake_failed_nothing_is_said(name: str) -> None:
    """At most one of a hundred raises a false alarm."""
    quiet = _rows(name, "quiet")
    alarms = [row for row in quiet if explain(row["text"]).causes]
    assert len(quiet) > 50
    assert len(alarms) <= 0.01 * len(quiet), _listed(alarms)
