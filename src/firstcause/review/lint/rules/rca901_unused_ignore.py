"""RCA901: a comment that spares nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstcause.document.spans import Edit
from firstcause.review.lint.edits import replaced, without_line
from firstcause.review.lint.rule import Idle, Subject, Trouble


def unused_ignore(subject: Subject) -> Iterator[Trouble]:
    """A comment asks to be spared a rule that finds nothing there.

    The fault was repaired, or the comment stands in the wrong place; the next fault would go unseen.

    Bad:

        <!-- rca: ignore RCA304 the third is billed apart -->
        It affected 2 dependent services.

    Better:

        It affected 2 dependent services.

    Ignore it never: take the comment out.
    """
    for idle in subject.idle:
        named = ", ".join(idle.rules)
        edit = _edit(subject, idle)
        yield Trouble(f"{named} finds nothing here to be ignored", idle.comment.words, edits=(edit,))


def _edit(subject: Subject, idle: Idle) -> Edit:
    comment = idle.comment
    if len(idle.rules) == len(comment.rules):
        return without_line(subject.reading.source, comment.words)
    text = comment.words.text
    for rule in idle.rules:
        text = re.sub(rf"\b{re.escape(rule)}\b(?:\s*,)?[ \t]*", "", text, count=1, flags=re.IGNORECASE)
    return replaced(comment.words, text)
