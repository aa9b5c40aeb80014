"""A foreign postmortem, read and taken apart into fields."""

from __future__ import annotations

from datetime import date
from typing import Final

from firstcause.document.importing.header import author, services, severity, title
from firstcause.document.importing.imported import Imported, ImportedAction, ImportedRow
from firstcause.document.importing.keys import is_blank
from firstcause.document.importing.passages import impact, root_cause, summary
from firstcause.document.importing.said_moments import zoned
from firstcause.document.importing.window import Window, window
from firstcause.document.reading.moments import moment_at
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.stated import Action, Happening, Reading
from firstcause.document.spans import Words

_LONGEST: Final = 2_000  # characters of a row's or a repair's text


def import_document(reading: Reading) -> Imported:
    """Every field that the document states."""
    times = window(reading)
    return Imported(
        title=title(reading),
        date=times.day,
        start=times.start,
        end=times.end,
        timezone=times.zone,
        duration_minutes=times.minutes,
        severity=severity(reading),
        services=services(reading),
        timeline=tuple(_row(row, times) for row in reading.timeline if _is_told(row)),
        root_cause=root_cause(reading),
        impact=impact(reading),
        action_items=tuple(
            _action(action, times.day.value if times.day else None)
            for action in reading.actions
            if not is_blank(action.text.text)
        ),
        author=author(reading),
        summary=summary(reading),
    )


def _is_told(row: Happening) -> bool:
    """Whether it is more than a form's empty row."""
    return bool(row.text.text) and (row.is_relative or any(map(str.isdigit, row.moment.text)))


def _row(row: Happening, times: Window) -> ImportedRow:
    local = row.clock.local if row.clock else None
    zone = (row.clock.zone if row.clock else "") or (times.zone.value if times.zone else "")
    at = zoned(local, zone) if local else None
    return ImportedRow(at, plain_words(row.text.text[:_LONGEST]), row.line, row.moment.text)


def _action(action: Action, near: date | None) -> ImportedAction:
    return ImportedAction(
        plain_words(action.text.text[:_LONGEST]),
        action.line,
        _said(action.owner),
        _due(action.due, near),
        _said(action.status) or ("done" if action.done else None),
        _said(action.priority),
    )


def _said(words: Words | None) -> str | None:
    """A cell's words; None where it is absent, or a blank of a form."""
    text = plain_words(words.text[:_LONGEST]) if words else ""
    return None if is_blank(text) else text


def _due(words: Words | None, near: date | None) -> date | str | None:
    text = _said(words)
    if text is None:
        return None
    moment = moment_at(text, 0, near)
    if moment is None or moment.day is None:
        return text
    return _not_before(moment.day, near) if "/" in text else moment.day


def _not_before(day: date, near: date | None) -> date:
    """06/09 of a list that was written on 30 August is in September: nothing is due before its incident."""
    if near is None or day >= near or day.day > 12:
        return day
    other = date(day.year, day.day, day.month)
    return other if other >= near else day
