"""RCA801: sentences that every document has."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.note import digests
from firstcause.review.lint.rule import Subject, Trouble


def boilerplate(subject: Subject) -> Iterator[Trouble]:
    """Most of what the document says stands in many others, word for word.

    A form that nobody filled in reads like an analysis and is none. Sentences count as common once a fifth of the
    vault's documents has them, numbers apart; how many are too many is `boilerplate_share` in firstcause.toml.

    Bad:

        - Test coverage did not include edge cases
        - Monitoring gaps delayed detection

    Better:

        - No test opens a connection with the intermediate left out

    Ignore it where incidents are recorded by a program, all in one form.
    """
    source, front = subject.reading.source, subject.reading.front
    body = source.text[source.offset(front.end_line + 1) :] if front.end_line else source.text
    said = list(digests(body)) if subject.vault.common else []
    common = sum(one in subject.vault.common for one in said)
    if said and common / len(said) > subject.policy.boilerplate_share:
        yield Trouble(f"{common} of its {len(said)} sentences stand in many documents of this vault")
