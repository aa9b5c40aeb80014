"""RCA112: two authors."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.edits import replaced
from firstcause.review.lint.rule import Subject, Trouble


def footer_author(subject: Subject) -> Iterator[Trouble]:
    """The footer names another author than the front matter.

    Who has a question should know whom to ask.

    Bad:

        author: SRE
        ...
        *RCA prepared by Payments on 2025-11-11*

    Better:

        *RCA prepared by SRE on 2025-11-11*

    Ignore it where one wrote what another is responsible for.
    """
    entry, prepared = subject.reading.front.entries.get("author"), subject.reading.prepared
    if entry is None or prepared is None or not isinstance(entry.value, str) or not entry.value.strip():
        return
    by = prepared[0]
    if _bare(by.value) != _bare(entry.value):
        yield Trouble(
            f"the footer says {by.value}, and the author is {entry.value}",
            by.words,
            ((entry.written, "the front matter's author"),),
            edits=(replaced(by.words, entry.value.strip()),),
        )


def _bare(name: str) -> str:
    return " ".join(name.strip("*_ ").casefold().split())
