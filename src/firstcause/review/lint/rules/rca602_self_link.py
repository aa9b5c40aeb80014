"""RCA602: a document that refers to itself."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.edits import replaced
from firstcause.review.lint.link_targets import found, wikilinks
from firstcause.review.lint.rule import Subject, Trouble


def self_link(subject: Subject) -> Iterator[Trouble]:
    """A link leads to the document in which it stands.

    It promises more about the incident and gives nothing; most were meant for another note.

    Bad:

        (in 2025-11-07-handshake-failure.md)
        - [[2025-11-07-handshake-failure|An earlier incident]]

    Better:

        - [[2025-09-30-handshake-failure|An earlier incident]]

    Ignore it never. A link to a heading of its own (`[[#Timeline]]`) is not meant.
    """
    if not subject.note:
        return
    for link in wikilinks(subject):
        if link.target and not link.heading and found(subject, link) == subject.note:
            text = link.label or link.target.text
            yield Trouble("the link leads to this very document", link.whole, edits=(replaced(link.whole, text),))
