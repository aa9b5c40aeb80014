"""RCA401: a cause that repeats the title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.stems import stems

# What a sentence about a cause is made of, whatever the cause.
_FRAME: Final = stems(
    "failure failing failed error errors fault faulty outage occurred happened due result resulted led leading "
    "following "
    "originated triggered underlying primary main reason why because investigation revealed determined found "
    "identified "
    "analysis contributing multiple factors"
)


def circular_cause(subject: Subject) -> Iterator[Trouble]:
    """The root cause adds nothing to the title: it names the failure, and not what made it happen.

    Whoever reads it knows as much as before, and no action can follow from it.

    Bad:

        The incident was caused by ssl/tls handshake failure in the order-service service., under the title
        SSL/TLS Handshake Failure in order-service

    Better:

        Release r42 of order-service left the intermediate certificate out of bundle.pem

    Ignore it where the title itself names the cause; it is better, then, to let the title name the failure.
    """
    reading = subject.reading
    if not reading.cause or reading.title is None:
        return
    title = f"{reading.title.value} {reading.front.get('title') or ''}"
    known = stems(title.replace("-", " ").replace("/", " ")) | stems(title) | _FRAME | _names(subject)
    statement = reading.cause[0]
    added = [s for paragraph in reading.cause for s in stems(paragraph.text) if s not in known]
    if not added and stems(statement.text) & stems(title):
        against = ((reading.title.words, "the title says as much"),)
        yield Trouble("the cause says nothing that the title does not say", statement.all(), against)


def _names(subject: Subject) -> frozenset[str]:
    """Of services: to name them again is no cause."""
    front = subject.reading.front.get("services")
    listed = [str(name) for name in front] if isinstance(front, list) else []
    return stems(" ".join((*listed, *(one.value for one in subject.reading.affected))))
