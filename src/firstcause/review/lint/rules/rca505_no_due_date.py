"""RCA505: an action without a day."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.action_cells import is_excused, is_nothing
from firstcause.review.lint.rule import Subject, Trouble


def no_due_date(subject: Subject) -> Iterator[Trouble]:
    """An action has no due date.

    Without a day it is never late, and so it is never done.

    Bad:

        an empty cell under Due Date

    Better:

        a day that its owner has agreed to

    Ignore it in a draft that asks for the day: it is not counted there.
    """
    for action in subject.reading.actions:
        missing = action.due is None and subject.reading.native and not action.done
        if (missing or is_nothing(action.due)) and not is_excused(subject):
            yield Trouble("this action has no due date", action.text)
