"""RCA507: an action that stands there twice."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.reading.stated import Action
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.stems import words


def twice(subject: Subject) -> Iterator[Trouble]:
    """Two actions say the same.

    Two people do it, or each of them thinks that the other does.

    Bad:

        Update the runbook twice, with two owners

    Better:

        one action, one owner

    Ignore it where the same is to be done in two places; it is better to name them.
    """
    seen: dict[tuple[str, ...], Action] = {}
    for action in subject.reading.actions:
        said = tuple(words(action.text.text))
        first = seen.setdefault(said, action)
        if said and first is not action:
            yield Trouble("this action stands here twice", action.text, ((first.text, "here it is first"),))
