"""RCA406: a person as the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.causes import said_of_cause
from firstcause.review.lint.rule import Subject, Trouble

_PERSON: Final = re.compile(
    r"\b(?:human|operator|user|engineer|manual|pilot) errors?\b"
    r"|\b(?:an?|the|our) (?:\w+ )?(?:engineer|developer|operator|administrator|sre|dba|employee|contractor)"
    r" (?:forgot|made a mistake|accidentally|mistakenly|neglected|ran the wrong|typed the wrong)",
    re.IGNORECASE,
)


def human_error(subject: Subject) -> Iterator[Trouble]:
    """The cause is a person, or "human error".

    People err every day; that one of their slips could do harm is a property of the system, and that can be mended.

    Bad:

        The root cause was human error: an engineer forgot the intermediate certificate

    Better:

        The deploy takes any bundle; nothing checks that it holds the intermediate certificate

    Ignore it where the sentence says just that human error is no cause.
    """
    for prose in said_of_cause(subject.reading):
        found = _PERSON.search(prose.text)
        if found:
            yield Trouble(f"'{found[0]}' is no cause: what let it do harm?", prose.words(*found.span()))
