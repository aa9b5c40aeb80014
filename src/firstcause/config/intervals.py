"""Stretches of time as ISO 8601 writes them: `2026-12-24T00:00Z/2027-01-02T00:00Z`, each end with its zone."""

from __future__ import annotations

from datetime import UTC, datetime

from firstcause.config.table import Table
from firstcause.model.window import Window

EXAMPLE = 'as in ["2026-12-24T00:00Z/2027-01-02T00:00Z"]'


def intervals(table: Table, key: str) -> tuple[Window, ...]:
    """A list of intervals, in UTC. Raises ConfigError."""
    return tuple(_interval(table, key, text) for text in table.texts(key))


def _interval(table: Table, key: str, text: str) -> Window:
    ends = text.split("/")
    if len(ends) != 2:
        raise table.error(key, f"expected start/end, found {text!r}", EXAMPLE)
    start, end = (_moment(table, key, one) for one in ends)
    if start >= end:
        raise table.error(key, f"{text!r} ends before it begins", EXAMPLE)
    return Window(start, end)


def _moment(table: Table, key: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise table.error(key, f"expected a date and time, found {text!r}", EXAMPLE) from None
    if at.tzinfo is None:
        raise table.error(key, f"{text!r} does not name its zone", EXAMPLE)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise table.error(key, f"{text!r} is beyond all calendars", EXAMPLE) from None
