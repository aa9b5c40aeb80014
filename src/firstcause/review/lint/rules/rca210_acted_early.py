"""RCA210: mitigated before the cause was known."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.happenings import Kind, minutes_between, of_kind
from firstcause.review.lint.rule import Subject, Trouble


def acted_early(subject: Subject) -> Iterator[Trouble]:
    """The mitigation came before the cause was identified. This is often right: harm is stopped first.

    It is worth a sentence why it was chosen, since nobody knew yet that it would help.

    Bad:

        05:02 Mitigation applied, 05:09 Root cause identified, and not a word about it

    Better:

        "we rolled back because the release was the only change within the hour"

    Ignore it wherever that is told.
    """
    mitigated = next(of_kind(subject.reading, Kind.MITIGATED), None)
    cause = next(of_kind(subject.reading, Kind.CAUSE), None)
    if mitigated is None or cause is None or mitigated is cause:
        return
    minutes = minutes_between(mitigated, cause)
    if minutes is not None and minutes > 0:
        yield Trouble(
            f"mitigated {minutes:g} minutes before the cause was identified",
            mitigated.moment,
            ((cause.moment, "the cause is identified here"),),
        )
