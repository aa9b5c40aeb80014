"""RCA104: sections that stand in another order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from firstcause.document.outline import Section
from firstcause.document.reading.roles import NATIVE
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Edit, Span
from firstcause.review.lint.edits import line_end
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.sections import BELOW, whole


def section_order(subject: Subject) -> Iterator[Trouble]:
    """A section stands behind one that it should come before.

    Who reads ten of them finds the cause where the cause always is.

    Bad:

        ## Root Cause
        ...
        ## Timeline

    Better:

        ## Timeline
        ...
        ## Root Cause

    Ignore it where your team has an order of its own.
    """
    reading = subject.reading
    ranked = sorted(
        (one for one in NATIVE if one in reading.parts and one not in BELOW),
        key=lambda role: _line(reading.parts[role]),
    )
    for before, after in pairwise(ranked):
        if NATIVE.index(before) > NATIVE.index(after):
            early, late = reading.parts[before], reading.parts[after]
            if early.heading and late.heading and not late.is_within(early):
                yield Trouble(
                    f"section `{late.title}` stands behind `{early.title}`, and belongs before it",
                    late.heading.prose.all(),
                    ((early.heading.prose.all(), "it belongs before this one"),),
                    edits=_swapped(reading, early, late),
                )


def _line(section: Section) -> int:
    return section.heading.line if section.heading else 0


def _swapped(reading: Reading, early: Section, late: Section) -> tuple[Edit, ...]:
    """The later one taken out and put before the earlier."""
    moved, start = whole(reading, late), whole(reading, early).start
    end = line_end(reading.source)
    text = reading.source.text[moved.start : moved.end].rstrip() + end + end
    return Edit(Span(start, start), text), Edit(moved, "")
