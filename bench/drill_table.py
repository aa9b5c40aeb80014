"""Whole drills as a table for the eye: intervals in seconds, and how far the RCA's figures are from the ledger's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

INTERVALS = ("detected", "paged", "diagnosed", "mitigated", "recovered")
COUNTS = ("requests", "failed", "users")
TIMES = ("onset", "recovery")
WIDTHS = (26, 21, 6, *(9 for _ in INTERVALS), *(9 for _ in COUNTS), 6, *(9 for _ in TIMES))
Row = Mapping[str, object]


def heading() -> str:
    """The names of the columns: counts are differences, p99 is one in per cent of the ledger's, times in seconds."""
    return _spaced(("scenario", "service", "right", *INTERVALS, *COUNTS, "p99 %", *TIMES, "misses"))


def line(row: Row) -> str:
    """One drill. `-` where there is nothing to compare."""
    seconds = cast("Mapping[str, float | None]", row.get("seconds") or {})
    figures = cast("Mapping[str, Mapping[str, float | None]]", row.get("figures") or {})
    intervals = [_number(seconds.get(name), ".1f") for name in INTERVALS]
    counts = [_number(_apart(figures.get(name)), "+.0f") for name in COUNTS]
    times = [_number(_apart(figures.get(name)), "+.1f") for name in TIMES]
    p99 = _number(_apart(figures.get("p99_seconds"), relative=True), "+.0f")
    told = [*cast("list[str]", row["misses"]), *(f"{n} not observed" for n in cast("list[str]", row["not_observed"]))]
    right = "yes" if row["right"] else "NO"
    begin = (str(row["scenario"]), str(row.get("service") or "-"), right)
    return _spaced((*begin, *intervals, *counts, p99, *times, ", ".join(told)))


def _apart(pair: Mapping[str, float | None] | None, *, relative: bool = False) -> float | None:
    rca, ledger = (pair["rca"], pair["ledger"]) if pair else (None, None)
    if rca is None or ledger is None:
        return None
    return 100 * (rca - ledger) / ledger if relative and ledger else rca - ledger


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _spaced(cells: tuple[str, ...]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    return " ".join([*padded, *cells[len(WIDTHS) :]]).rstrip()
