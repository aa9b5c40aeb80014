"""RCA306: more users than errors."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.quantities import Measure, measures
from firstcause.review.lint.rule import Subject, Trouble


def more_users(subject: Subject) -> Iterator[Trouble]:
    """More users were affected than there were errors, and no other harm is counted that could have met them.

    A user who is affected met at least one request that failed or was degraded. Either one of the figures is wrong, or
    the harm that met the others is missing.

    Bad:

        affected 4385 users, and below it 3266 customer-facing errors

    Better:

        the count of slow requests as well, or users counted by the errors that they met

    Ignore it where users were affected without sending a request, such as by a page that they never got.
    """
    found = measures(subject.reading)
    users = max(found.get(Measure.USERS, ()), key=lambda a: a.value, default=None)
    errors = max(found.get(Measure.FAILED, ()), key=lambda a: a.value, default=None)
    harmed = max((a.value for a in found.get(Measure.DEGRADED, ())), default=0.0)
    if users and errors and errors.value < users.value and harmed < users.value:
        yield Trouble(
            f"{users.words.text} were affected by {errors.words.text}: what met the others is not counted",
            users.words,
            ((errors.words, "fewer errors than users"),),
        )
