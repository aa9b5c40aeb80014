"""RCA510: an action that is late."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.action_cells import due_day
from firstcause.review.lint.rule import Subject, Trouble


def overdue(subject: Subject) -> Iterator[Trouble]:
    """An action's day is over, and its status says that it is open.

    Bad:

        status open, due three months ago

    Better:

        done, or another day that its owner has agreed to

    Ignore it where the status is kept in a tracker; it is better, then, to leave the column out.
    """
    for action in subject.reading.actions:
        day = due_day(action.due)
        if day is None or action.done or action.status is None or not action.status.text or action.due is None:
            continue
        if day < subject.policy.today:
            late = (subject.policy.today - day).days
            yield Trouble(f"this action is {late} days late: it was due on {day}", action.due)
