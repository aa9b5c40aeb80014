"""RCA201: a time that no clock shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble

_LIKE_A_TIME: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}-\d{1,2}-\d{1,2}")


def no_such_time(subject: Subject) -> Iterator[Trouble]:
    """A row of the timeline has a time or a date that does not exist.

    Nothing can be computed from it, and the rows around it lose their order.

    Bad:

        25:71 or 2025-02-30 04:59

    Better:

        the time as the log or the chat has it, with its seconds where they are known

    Ignore it where the words only look like a time; it is better to put them into the other column.
    """
    for happening in subject.reading.timeline:
        written = happening.moment
        is_time = happening.clock is not None or happening.day is not None or happening.is_relative
        if not is_time and _LIKE_A_TIME.search(written.text):
            yield Trouble(f"there is no such time as '{written.text}'", written)
