"""RCA513: an action that is called done, and whose check fails."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.actions import unproven
from firstcause.review.lint.rule import Subject, Trouble


def unproven_action(subject: Subject) -> Iterator[Trouble]:
    """An action is marked done, and the check that it names fails.

    Whoever reads the document believes that the same fault would be met better the next time.

    Bad:

        status done, and firstcause runbook check finds no such section

    Better:

        the section is written, or the action is open again

    Ignore it where the check no longer fits what was done; it is better, then, to change the check.
    """
    for one in unproven(subject.reading, subject.vault.proofs):
        words = one.action.status or one.action.text
        against = ((one.action.check, "this check fails"),) if one.action.check else ()
        yield Trouble(f"this action is marked done, and its check fails: {one.reason}", words, against)
