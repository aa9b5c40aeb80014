"""RCA605: a service whose note is not linked."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.reading.roles import Role
from firstcause.review.lint.edits import with_bullet
from firstcause.review.lint.link_targets import linked
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import stem


def unlinked_service(subject: Subject) -> Iterator[Trouble]:
    """An affected service has a note or a runbook in the vault, and nothing links to it.

    A link is found from both ends: the service's note then shows the incidents that it had.

    Bad:

        - order-service

    Better:

        - [[order-service]]

    Ignore it in documents that live outside the vault.
    """
    section = subject.reading.parts.get(Role.RELATED)
    known = linked(subject)
    for one in subject.reading.affected:
        notes = [note for note in (_note(subject, one.value), _note(subject, f"runbook-{one.value}")) if note]
        if notes and not known.intersection(notes):
            edits = (with_bullet(subject.reading, section, f"[[{stem(notes[-1])}]]"),) if section else ()
            yield Trouble(f"{one.value} has a note in the vault, and no link leads to it", one.words, edits=edits)


def _note(subject: Subject, name: str) -> str | None:
    found = subject.vault.names.find(name)
    return found if found and found.endswith(".md") and found not in subject.vault.incidents else None
