"""RCA100: a document that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.rule import Subject, Trouble


def unreadable(subject: Subject) -> Iterator[Trouble]:
    """A document cannot be read: it is not UTF-8, or larger than any analysis.

    What cannot be read cannot be checked, and most tools show it with wrong letters or not at all. More than 1 MiB or
    30,000 lines are a log or a dump that belongs beside the document.

    Bad:

        The café's checkout    (saved in Latin-1)

    Better:

        The café's checkout    (saved in UTF-8)

    Ignore it never: leave the file out of the vault, or name it in `per_file_ignores`.
    """
    if subject.unreadable:
        yield Trouble(subject.unreadable)
