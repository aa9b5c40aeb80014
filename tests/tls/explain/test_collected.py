"""Words of a hundred stacks, labelled by hand: what explain makes of them, all in all (see `collected/README.md`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firstcause.tls.explain.explain import explain

FOLDER = Path(__file__).parent / "collected"
SETS = ("first", "second", "third", "fourth", "fifth")
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
def test_where_no_handshake_failed_nothing_is_said(name: str) -> None:
    """At most one of a hundred raises a false alarm."""
    quiet = _rows(name, "quiet")
    alarms = [row for row in quiet if explain(row["text"]).causes]
    assert len(quiet) > 50
    assert len(alarms) <= 0.01 * len(quiet), _listed(alarms)
