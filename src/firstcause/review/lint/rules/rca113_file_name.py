"""RCA113: a file's name that does for two incidents."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.model.finding import Place, Related
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import is_service_like, read_title, slug, stem


def file_name(subject: Subject) -> Iterator[Trouble]:
    """The file's name lacks the service, or another note has the same one.

    Two faults of one kind on one day get one name: the second document takes the first one's place, and a link to
    either leads to whichever is found first.

    Bad:

        2025-11-07-ssl-tls-handshake-failure.md

    Better:

        2025-11-07-ssl-tls-handshake-failure-order-service.md

    Ignore it where names come from another system.
    """
    reading = subject.reading
    title = read_title(str(reading.front.get("title") or (reading.title.value if reading.title else "")))
    name = slug(stem(reading.source.path))
    if title.service and is_service_like(title.service) and name[:4].isdecimal() and slug(title.service) not in name:
        yield Trouble(f"the file's name does not name {title.service}")
    same = [one for one in subject.vault.names.namesakes(subject.note) if one != subject.note]
    if same:
        elsewhere = tuple(Related(Place(subject.vault.show(one)), "has the same name") for one in same[:5])
        yield Trouble("another note has this name: a link leads to either", elsewhere=elsewhere)
