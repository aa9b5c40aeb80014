"""Parquet files as rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as parquet

Row = dict[str, object]


def rows(path: Path) -> list[Row]:
    """The rows of a file; none where there is no such file."""
    return parquet.read_table(path).to_pylist() if path.exists() else []


def number(value: object) -> float | None:
    """A number that was measured: not absent, and not "not a number"."""
    return float(value) if isinstance(value, int | float) and value == value else None
