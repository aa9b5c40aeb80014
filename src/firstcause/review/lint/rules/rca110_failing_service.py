"""RCA110: the service that failed is not among those that failed."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.spans import Words
from firstcause.review.lint.edits import with_item
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import is_service_like, read_title


def failing_service(subject: Subject) -> Iterator[Trouble]:
    """The service that the title names is not among the document's services.

    It is the one that everybody will look for.

    Bad:

        title: "2025-11-07 - Handshake failure in order-service"
        services: [billing-api]

    Better:

        services: [order-service, billing-api]

    Ignore it where the title names a place or a product.
    """
    entry, title = subject.reading.front.entries.get("services"), _title(subject)
    if entry is None or not isinstance(entry.value, list) or title is None:
        return
    name = read_title(title.text.strip("'\"")).service
    known = {str(one).casefold() for one in entry.value}
    if not name or name.casefold() in known or not (is_service_like(name) or name in subject.vault.services):
        return
    at = title.text.rfind(name)
    edit = with_item(entry, name)
    yield Trouble(
        f"{name} failed, says the title, and the services lack it",
        entry.written or entry.key,
        ((title.part(at, at + len(name)), "the title names it"),),
        edits=(edit,) if edit else (),
    )


def _title(subject: Subject) -> Words | None:
    entry = subject.reading.front.entries.get("title")
    if entry is not None and isinstance(entry.value, str):
        return entry.written
    return subject.reading.title.words if subject.reading.title else None
