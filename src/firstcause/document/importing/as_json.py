"""An imported document at the wire: the object of the contract, with confidence and lines for every field."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from firstcause.document.importing.imported import Imported, ImportedAction, ImportedRow, Known


def imported_json(found: Imported) -> dict[str, Any]:
    """`lines` is beyond the contract: from which lines each field was read."""
    known = {f.name: getattr(found, f.name) for f in fields(found)}
    stated = {name: value for name, value in known.items() if isinstance(value, Known)}
    return {
        **{name: _value(known[name]) for name in ("title", "date", "start", "end", "timezone")},
        "duration_minutes": _number(found.duration_minutes),
        "severity": _value(found.severity),
        "services": list(found.services.value) if found.services else [],
        "timeline": [_row(row) for row in found.timeline],
        "root_cause": _passage(found.root_cause),
        "impact": _passage(found.impact),
        "action_items": [_action(action) for action in found.action_items],
        "author": _value(found.author),
        "summary": _passage(found.summary),
        "confidence": {name: value.confidence for name, value in stated.items()} | _of_lists(found),
        "lines": {name: list(value.lines) for name, value in stated.items()},
    }


def _value(known: Known[Any] | None) -> Any:
    return None if known is None else _plain(known.value)


def _plain(value: object) -> object:
    """Moments as RFC 3339 in UTC; one whose zone nobody names keeps its own clock, and has none."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _number(minutes: Known[float] | None) -> float | int | None:
    if minutes is None:
        return None
    return int(minutes.value) if minutes.value == int(minutes.value) else round(minutes.value, 2)


def _row(row: ImportedRow) -> dict[str, object]:
    return {"at": _plain(row.at), "text": row.text, "line": row.line, "written": row.written}


def _passage(known: Known[str] | None) -> dict[str, object] | None:
    return None if known is None else {"text": known.value, "lines": list(known.lines)}


def _action(action: ImportedAction) -> dict[str, object]:
    return {
        "text": action.text,
        "owner": action.owner,
        "due": _plain(action.due),
        "status": action.status,
        "priority": action.priority,
        "line": action.line,
    }


def _of_lists(found: Imported) -> dict[str, float]:
    """A row with a moment of its own is surer than one without."""
    sure: dict[str, float] = {}
    if found.timeline:
        sure["timeline"] = round(
            0.6 + 0.35 * sum(row.at is not None for row in found.timeline) / len(found.timeline), 2
        )
    if found.action_items:
        sure["action_items"] = 0.9
    return sure
