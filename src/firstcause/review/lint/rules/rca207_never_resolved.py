"""RCA207: resolved, without the event."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.reading.roles import Role
from firstcause.review.lint.happenings import Kind, of_kind
from firstcause.review.lint.rule import Subject, Trouble


def never_resolved(subject: Subject) -> Iterator[Trouble]:
    """The status says that the incident is resolved, and no row of the timeline says when.

    A duration that ends nowhere cannot be checked.

    Bad:

        status: resolved, and a timeline that ends with 05:18 Mitigation applied

    Better:

        05:31 Incident resolved as its last row

    Ignore it where the end is told in prose alone; it is better to give it a row.
    """
    reading = subject.reading
    entry = reading.front.entries.get("status")
    if entry is None or entry.value != "resolved" or not reading.timeline:
        return
    if next(of_kind(reading, Kind.RESOLVED), None) is None:
        heading = reading.parts[Role.TIMELINE].heading if Role.TIMELINE in reading.parts else None
        against = ((heading.prose.all(), "no row of this says when"),) if heading else ()
        yield Trouble("the status is 'resolved', but no event says when it was", entry.written, against)
