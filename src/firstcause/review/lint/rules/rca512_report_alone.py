"""RCA512: the only action is to write the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble

_REPORT: Final = re.compile(
    r"^(?:write|complete|finish|publish|share|prepare|schedule|hold|conduct|do)\b.{0,40}"
    r"\b(?:rca|report|post-?mortem|retrospective|review|root cause analysis)\b",
    re.IGNORECASE,
)


def report_alone(subject: Subject) -> Iterator[Trouble]:
    """All that is to be done is to write or to discuss this report.

    Nothing that failed will be better afterwards.

    Bad:

        one action, Write the RCA

    Better:

        what the RCA found that can be mended

    Ignore it where the incident had no cause that can be mended.
    """
    actions = subject.reading.actions
    if actions and all(_REPORT.match(action.text.text) for action in actions):
        yield Trouble("the report itself is all that is to be done", actions[0].text)
