"""RCA405: one cause, and nothing that contributed."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.rule import Subject, Trouble


def single_cause(subject: Subject) -> Iterator[Trouble]:
    """There is a root cause, and no contributing factor.

    Incidents have several: what broke, why it was let through, and why it was noticed late.

    Bad:

        a root cause of one sentence

    Better:

        the same, and F1 no check before the deploy looks at the bundle

    Ignore it where really nothing else contributed.
    """
    if subject.reading.cause and not subject.reading.factors:
        yield Trouble("there is a cause, and no contributing factor", subject.reading.cause[0].all())
