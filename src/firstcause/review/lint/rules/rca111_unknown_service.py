"""RCA111: a service that nobody runs."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from firstcause.review.lint.edits import replaced
from firstcause.review.lint.rule import Subject, Trouble


def unknown_service(subject: Subject) -> Iterator[Trouble]:
    """A service is not in the catalogue.

    The catalogue is firstcause.toml, or the notes below `Services/`. Of a name that it does not know nobody is the
    owner, and no other incident of that service is found.

    Bad:

        services: [order-servise]

    Better:

        services: [order-service]

    Ignore it where a service of another company failed you.
    """
    entry, known = subject.reading.front.entries.get("services"), subject.vault.services
    if entry is None or not known:
        return
    for item in entry.items:
        name = item.text.strip("'\"")
        if name and name.casefold() not in subject.vault.catalogued:
            near = get_close_matches(name, known, 1, 0.8)
            hint = f"; did you mean {near[0]}?" if near else ""
            places = (item, *(one.words for one in subject.reading.affected if one.value == name))
            edits = tuple(replaced(words, near[0]) for words in places) if near else ()
            yield Trouble(f"{name} is not in the catalogue{hint}", item, edits=edits)
