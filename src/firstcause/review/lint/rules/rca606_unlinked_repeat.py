"""RCA606: an incident that has happened before, or at the same time, and is not linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firstcause.document.reading.roles import Role
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Edit, Words
from firstcause.model.finding import Place, Related
from firstcause.review.lint.edits import with_bullet
from firstcause.review.lint.link_targets import linked
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import stem
from firstcause.review.lint.vault import KnownIncident, days_of


def unlinked_repeat(subject: Subject) -> Iterator[Trouble]:
    """The same fault hit the same service before, or another incident lasted at the same time on a shared service, and
    no link says so.

    A fault that comes back was not repaired, and two incidents of one hour are often one. Of repeats the latest is
    named, unless any of them is linked.

    Bad:

        ## Related Incidents

        - [[runbook-order-service]]

    Better:

        - [[2025-09-30-handshake-failure-order-service|The same fault, five weeks before]]
        - [[2025-11-07-latency-billing-api|At the same time, on billing-api]]

    Ignore it where the two have nothing to do with one another, and say why in the comment.
    """
    own = subject.vault.incidents.get(subject.note)
    if own is None:
        return
    known = linked(subject)
    earlier = _earlier(subject, own)
    if earlier and not known.intersection(one.path for one in earlier):
        yield _trouble(subject, earlier[0], f"{own.failing} had this fault before, on {earlier[0].date}")
    for other in _overlapping(subject, own):
        if other.path not in known and other not in earlier:
            shared = ", ".join(name for name in own.services if name in other.services)
            yield _trouble(subject, other, f"another incident lasted at the same time on {shared}")


def _earlier(subject: Subject, own: KnownIncident) -> list[KnownIncident]:
    """The latest first."""
    if own.date is None or not own.failing or not own.fault:
        return []
    repeats = subject.vault.repeats.get((own.fault, own.failing), ())
    found = [(one.date, one.path, one) for one in repeats if one.date is not None and one.date < own.date]
    return [one for _, _, one in sorted(found, key=lambda row: row[:2], reverse=True)]


def _overlapping(subject: Subject, own: KnownIncident) -> Iterable[KnownIncident]:
    if own.began is None or own.ended is None:
        return ()
    near = {one.path: one for day in days_of(own) for one in subject.vault.days.get(day, ())}
    return [one for _, one in sorted(near.items()) if one.path != own.path and _overlap(own, one)]


def _overlap(one: KnownIncident, other: KnownIncident) -> bool:
    if one.began is None or one.ended is None or other.began is None or other.ended is None:
        return False
    together = one.began < other.ended and other.began < one.ended
    return together and not set(one.services).isdisjoint(other.services)


def _trouble(subject: Subject, other: KnownIncident, said: str) -> Trouble:
    section = subject.reading.parts.get(Role.RELATED)
    edits: tuple[Edit, ...] = ()
    if section is not None:
        edits = (with_bullet(subject.reading, section, f"[[{stem(other.path)}]]"),)
    elsewhere = (Related(Place(subject.vault.show(other.path)), other.title or "it"),)
    return Trouble(f"{said}, and no link leads to it", _words(subject.reading), elsewhere=elsewhere, edits=edits)


def _words(reading: Reading) -> Words | None:
    """Where a reader would look for it."""
    section = reading.parts.get(Role.RELATED)
    if section is not None and section.heading:
        return section.heading.prose.all()
    return reading.title.words if reading.title else None
