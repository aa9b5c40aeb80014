"""RCA511: an action that stands in no tracker."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.rule import Subject, Trouble


def no_tracker(subject: Subject) -> Iterator[Trouble]:
    """An action has neither a check that proves it done nor an issue's id.

    Nobody is reminded of it by a document.

    Bad:

        Automate the rollback, alone

    Better:

        Automate the rollback (OPS-1234), or a command under Check

    Ignore it where the team works from this document.
    """
    for action in subject.reading.actions:
        checked = action.check is not None and bool(action.check.text)
        if action.tracker is None and not checked and not action.done:
            yield Trouble("this action has no issue and no check", action.text)
