"""RCA504: an action that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.action_cells import is_excused, is_nothing
from firstcause.review.lint.rule import Subject, Trouble


def no_owner(subject: Subject) -> Iterator[Trouble]:
    """An action has no owner.

    What everybody could do, nobody does.

    Bad:

        an empty cell under Owner, or TBD

    Better:

        the team that will be asked about it

    Ignore it in a draft that asks who takes it on: it is not counted there.
    """
    for action in subject.reading.actions:
        missing = action.owner is None and subject.reading.native
        if (missing or is_nothing(action.owner)) and not is_excused(subject):
            yield Trouble("this action has no owner", action.text)
