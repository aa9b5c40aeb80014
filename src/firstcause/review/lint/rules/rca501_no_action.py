"""RCA501: a factor or an improvement that nobody acts on."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.reading.roles import Role
from firstcause.model.finding import Confidence, Level
from firstcause.review.lint.addressed import has_column, is_addressed, points
from firstcause.review.lint.rule import Subject, Trouble


def no_action(subject: Subject) -> Iterator[Trouble]:
    """A contributing factor or an improvement has no action item, and nobody says that the risk is accepted.

    What is written down and not acted on will be written down again.

    Bad:

        Need automated rollback for faster recovery, and no action that mentions a rollback

    Better:

        an action whose Addresses names it, or accepted-risk: the service is retired in May behind it

    Ignore it where the action belongs to another team's tracker; it is better to link it.
    """
    reading = subject.reading
    if Role.ACTIONS not in reading.parts:
        return
    sure = has_column(reading)
    for kind, point in points(reading):
        if not is_addressed(reading, kind, point):
            name = f"{kind} {point.id or point.number}"
            yield Trouble(
                f"no action addresses {name}",
                point.text.all(),
                level=None if sure else Level.WARNING,
                confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
            )
