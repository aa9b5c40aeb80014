"""RCA109: two lists of the same services."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.front import Entry
from firstcause.document.outline import Section
from firstcause.document.reading.roles import Role
from firstcause.document.reading.stated import Stated
from firstcause.review.lint.edits import with_bullet, with_item
from firstcause.review.lint.rule import Subject, Trouble


def services_differ(subject: Subject) -> Iterator[Trouble]:
    """The services of the front matter are not those under Affected Services.

    Search finds an incident by the one list, a reader believes the other. A service that stands in only one of them is
    either forgotten or wrongly accused.

    Bad:

        services: [order-service]
        ...
        ### Affected Services
        - order-service
        - billing-api

    Better:

        services: [order-service, billing-api]

    Ignore it where the list names teams or products instead.
    """
    entry, section = subject.reading.front.entries.get("services"), subject.reading.parts.get(Role.AFFECTED)
    listed = subject.reading.affected
    if entry is None or section is None or not listed or not isinstance(entry.value, list):
        return
    yield from _unlisted(subject, entry, section, listed)
    known = {str(one).casefold() for one in entry.value}
    for one in listed:
        if one.value.casefold() not in known:
            edit = with_item(entry, one.value)
            yield Trouble(
                f"{one.value} is affected, and the front matter's services lack it",
                one.words,
                ((entry.written, "the services of the front matter"),),
                edits=(edit,) if edit else (),
            )


def _unlisted(subject: Subject, entry: Entry, section: Section, listed: tuple[Stated[str], ...]) -> Iterator[Trouble]:
    known = {one.value.casefold() for one in listed}
    heading = section.heading.prose.all() if section.heading else listed[0].words
    for item in entry.items:
        name = item.text.strip("'\"")
        if name.casefold() not in known:
            yield Trouble(
                f"{name} is one of the services, and Affected Services does not list it",
                item,
                ((heading, f"{len(listed)} listed: {', '.join(one.value for one in listed)}"),),
                edits=(with_bullet(subject.reading, section, name),),
            )
