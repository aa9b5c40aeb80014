"""RCA114: a report from before the incident."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of


def early_report(subject: Subject) -> Iterator[Trouble]:
    """The report is dated before the incident.

    One of the two dates is wrong, and due dates are counted from it.

    Bad:

        date: 2025-11-07
        ...
        *RCA prepared by SRE on 2025-10-11*

    Better:

        *RCA prepared by SRE on 2025-11-11*

    Ignore it never: there is no such report.
    """
    entry, prepared = subject.reading.front.entries.get("date"), subject.reading.prepared
    day = day_of(entry.value) if entry else None
    if entry is None or day is None or prepared is None:
        return
    on = prepared[1]
    if on.value < day:
        yield Trouble(
            f"the report is of {on.value}, and the incident of {day}",
            on.words,
            ((entry.written, "the incident's date"),),
        )
