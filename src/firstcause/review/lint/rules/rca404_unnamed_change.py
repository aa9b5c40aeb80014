"""RCA404: a change is blamed, and nobody says which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.causes import NAMED_CHANGE, WITNESS, said_of_cause
from firstcause.review.lint.happenings import Kind, kinds_of
from firstcause.review.lint.rule import Subject, Trouble

_BLAMED: Final = re.compile(
    r"\b(?:recent|latest|new|last|bad|faulty|untested|a|the)(?: (?:code|config(?:uration)?|software"
    r"|infrastructure|schema))?"
    r" (?:changes?|deploy(?:ment)?s?|releases?|rollouts?|updates?|upgrades?|migrations?|commits?)\b",
    re.IGNORECASE,
)


def unnamed_change(subject: Subject) -> Iterator[Trouble]:
    """A change is blamed, none is named, and the timeline has none.

    Without its name nobody can look at it, revert it or find what else it did.

    Bad:

        Recent code changes introduced a regression, with a timeline that begins at the alert

    Better:

        Release r42 (commit 3f2a9c1) introduced ..., and a row for its deployment

    Ignore it where the change cannot be named in public; it is better to say so.
    """
    if any(Kind.CHANGE in kinds_of(h) for h in subject.reading.timeline):
        return
    for prose in said_of_cause(subject.reading):
        blamed = _BLAMED.search(prose.text)
        if blamed and not NAMED_CHANGE.search(prose.text) and not WITNESS.search(prose.text):
            yield Trouble(
                f"'{blamed[0]}' is blamed, but not named, and no row of the timeline tells of a change",
                prose.words(*blamed.span()),
            )
            return
