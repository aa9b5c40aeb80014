"""A timeline in a table: which of its columns holds the time, which the day, and which tells what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstcause.document.outline import Row, Table
from firstcause.document.prose import prose
from firstcause.document.reading.clocks import Clocks
from firstcause.document.reading.lead import lead
from firstcause.document.reading.stated import Happening

_TIME: Final = re.compile(r"\b(?:time|timestamp|when|clock|utc|gmt|hour|at|start(?:ed)?|from|begin)\b", re.IGNORECASE)
_DAY: Final = re.compile(r"\b(?:date|day)\b", re.IGNORECASE)
_TEXT: Final = (
    re.compile(r"\b(?:events?|what|happened|description|happening|message|summary)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:actions?|updates?|details?|notes?|status|activity|log|observations?|comments?|steps?)\b", re.IGNORECASE
    ),
)
_LOOKED_AT: Final = 5  # rows, by which a table without telling headers is judged


@dataclass(frozen=True, slots=True)
class Columns:
    """By number; `day` and `until` only where they stand apart."""

    time: int
    text: int
    day: int | None = None


def table_rows(table: Table, clocks: Clocks) -> Iterator[Happening]:
    """Its rows, if it is one of times; none otherwise."""
    columns = _columns(table)
    if columns is None:
        return
    clocks.columned(" ".join(cell.text for cell in table.header.cells))
    for row in (*([table.header] if _is_row(table.header, columns) else []), *table.rows):
        if any(cell.text for cell in row.cells):
            yield _row(row, columns, clocks)


def _columns(table: Table) -> Columns | None:
    headers = [cell.text for cell in table.header.cells]
    if len(headers) < 2:
        return None
    time = _named(headers, (_TIME,)) if _named(headers, (_TIME,)) is not None else _named(headers, (_DAY,))
    if time is None or not _holds_times(table.rows, time):
        rows = table.rows or (table.header,)
        time = next((n for n in range(len(headers)) if _holds_times(rows, n)), time)
    if time is None:
        return None
    day = next((n for n, header in enumerate(headers) if n != time and _DAY.search(header)), None)
    others = [n for n in range(len(headers)) if n not in {time, day}]
    if not others:
        return None
    told = _named([headers[n] for n in others], _TEXT)
    return Columns(time, others[told] if told is not None else _longest(table, others), day)


def _named(headers: Sequence[str], kinds: Sequence[re.Pattern[str]]) -> int | None:
    return next((n for kind in kinds for n, header in enumerate(headers) if kind.search(header[:80])), None)


def _holds_times(rows: Sequence[Row], column: int) -> bool:
    """Whether most of its first cells begin with a moment."""
    cells = [row.cells[column].text for row in rows[:_LOOKED_AT] if row.cells[column].text]
    return bool(cells) and sum(lead(cell[:100]) is not None for cell in cells) * 2 >= len(cells)


def _longest(table: Table, columns: Sequence[int]) -> int:
    return max(columns, key=lambda n: sum(len(row.cells[n].text) for row in table.rows[:_LOOKED_AT]))


def _is_row(header: Row, columns: Columns) -> bool:
    """Some tables have no header, and their first row stands in its place."""
    found = lead(header.cells[columns.time].text[:100])
    return found is not None and found.moment is not None and found.moment.time is not None


def _row(row: Row, columns: Columns, clocks: Clocks) -> Happening:
    cell = row.cells[columns.time]
    if columns.day is not None and (dated := row.cells[columns.day].text):
        clocks.dated(dated)
    found = lead(cell.text[:200], clocks.day)
    said = prose([row.cells[columns.text]])
    if found is None or found.moment is None:
        return Happening(cell, None, said, row.line, is_relative=found is not None)
    return clocks.happening(cell.part(found.start, found.end), found, said, row.line)
