"""RCA206: a timeline without its beginning, its detection or its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.roles import Role
from firstcause.review.lint.happenings import Kind, kinds_of
from firstcause.review.lint.rule import Subject, Trouble

_NEEDED: Final = {
    "start": ({Kind.START, Kind.CHANGE}, "when it began: the first failed request, or the change that caused it"),
    "detection": ({Kind.DETECTED}, "how it was noticed: the alert, the report"),
    "resolution": ({Kind.RESOLVED, Kind.RECOVERED, Kind.MITIGATED}, "how it ended"),
}


def missing_event(subject: Subject) -> Iterator[Trouble]:
    """The timeline lacks an event that says when it began, how it was noticed, or when it was over.

    Without its beginning nobody knows how long it took to notice; without its end, how long it lasted.

    Bad:

        a timeline whose first row is Monitoring alert triggered

    Better:

        a row before it, such as 04:58 Release r42 deployed; the first handshakes fail

    Ignore it where it is not known when it began; it is better to write a row that says so.
    """
    reading = subject.reading
    section = reading.parts.get(Role.TIMELINE)
    if section is None or section.heading is None or len(reading.timeline) < 2:
        return
    kinds = frozenset[Kind]().union(*(kinds_of(h) for h in reading.timeline))
    is_resolved = reading.front.get("status") == "resolved"
    for name, (wanted, what) in _NEEDED.items():
        if kinds.isdisjoint(wanted) and not (name == "resolution" and is_resolved):
            yield Trouble(f"no event tells {what}", section.heading.prose.all())
