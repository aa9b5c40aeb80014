"""RCA506: a due date that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.action_cells import due_day, is_no_day
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of


def impossible_due_date(subject: Subject) -> Iterator[Trouble]:
    """An action is due on a day that does not exist, or before the report was written.

    It was mistyped, or copied from another document.

    Bad:

        2025-02-30; 2025-11-04 in a report of 2025-11-11

    Better:

        a day after the report

    Ignore it where the action was done before the report; it is better to mark it done.
    """
    reading = subject.reading
    incident = reading.front.entries.get("date")
    written = reading.prepared[1] if reading.prepared else None
    for action in reading.actions:
        day = due_day(action.due)
        if action.due is not None and is_no_day(action.due):
            yield Trouble(f"there is no such day as {action.due.text}", action.due)
        elif day is None or action.done or action.due is None:
            continue
        elif written is not None and day < written.value:
            yield Trouble(
                f"this action was due on {day}, before the report of {written.value}",
                action.due,
                ((written.words, "the day of the report"),),
            )
        elif incident is not None and (began := day_of(incident.value)) and day < began:
            yield Trouble(
                f"this action was due on {day}, before the incident", action.due, ((incident.written, "its date"),)
            )
