"""RCA503: an action of which nobody can say when it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.spans import Words
from firstcause.review.lint.rule import Subject, Trouble

_SPECIFIC: Final = re.compile(r"`|\d|\[|/|_|\b[\w]+[-.][\w]+\b|\b[A-Z]{2,}\b|\b[A-Z][a-z]+[A-Z]")
_UNBOUNDED: Final = re.compile(
    r"^(?:improve|enhance|better|more|consider|think about|look (?:at|into)|explore|investigate|be (?:more )?careful|"
    r"raise awareness|try to|strengthen|increase awareness|discuss|revisit|evaluate|review)\b",
    re.IGNORECASE,
)
_NOT_A_VERB: Final = re.compile(
    r"^(?:better|more|new|additional|proper|the|an?|our|all|some|monitoring|documentation|runbooks?|alerts?|training|tests?|"
    r"automation|communication|need|needs|should)\b",
    re.IGNORECASE,
)
FEWEST_WORDS: Final = 5


def vague(subject: Subject) -> Iterator[Trouble]:
    """An action is vague or unbounded, or does not begin with what to do.

    Nobody can say when it is done, so it never is.

    Bad:

        Update runbook, Better monitoring, Review similar services

    Better:

        Write the section on tls/incomplete-chain in runbook-order-service

    Ignore it where the linked ticket says the rest; it is better to carry its title over.
    """
    for action in subject.reading.actions:
        why = _why(action.text)
        if why:
            yield Trouble(f"'{action.text.text}' {why}", action.text)


def _why(text: Words) -> str:
    words = text.text.split()
    if not words or _SPECIFIC.search(text.text):
        return ""
    if _NOT_A_VERB.match(text.text):
        return "does not begin with what is to be done"
    if _UNBOUNDED.match(text.text) and len(words) < 2 * FEWEST_WORDS:
        return "has no end at which it is done"
    return "is too general to tell when it is done" if len(words) < FEWEST_WORDS else ""
