"""How long steps of the incident took by the document's own timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Happening, Interval, Reading
from firstcause.review.lint.happenings import Kind, kinds_of, minutes_between

SLACK_MINUTES: Final = 1.0  # rows have whole minutes, and people round
_ENDS: Final = {
    Interval.DETECT: ((Kind.START, Kind.CHANGE), (Kind.DETECTED, Kind.PAGED)),
    Interval.RESPOND: (
        (Kind.START, Kind.DETECTED, Kind.PAGED),
        (Kind.PAGED, Kind.ANSWERED, Kind.CAUSE, Kind.MITIGATED),
    ),
    Interval.RECOVER: (
        (Kind.START, Kind.CHANGE, Kind.DETECTED, Kind.PAGED, Kind.CAUSE, Kind.MITIGATED),
        (Kind.MITIGATED, Kind.RECOVERED, Kind.RESOLVED),
    ),
}


def intervals(reading: Reading, interval: Interval) -> list[tuple[float, Happening, Happening]]:
    """Every interval of the timeline that may be meant, in minutes, with the rows between which it lies."""
    begins, ends = _ENDS[interval]
    rows = [(h, kinds_of(h)) for h in reading.timeline]
    first = [h for h, kinds in rows if not kinds.isdisjoint(begins)]
    last = [h for h, kinds in rows if not kinds.isdisjoint(ends)]
    return [
        (minutes, one, other)
        for one in first
        for other in last
        if one is not other and (minutes := minutes_between(one, other)) is not None and minutes >= 0
    ]


def lasting(reading: Reading) -> Iterator[tuple[float, Happening, Happening]]:
    """How long the incident lasted, by whichever rows it may be said to begin and to end with."""
    rows = [h for h in reading.timeline if h.clock is not None]
    if len(rows) < 2:
        return
    begins = [rows[0], *(h for h in rows if kinds_of(h) & {Kind.START, Kind.CHANGE, Kind.DETECTED})]
    ends = [*(h for h in rows if kinds_of(h) & {Kind.MITIGATED, Kind.RECOVERED, Kind.RESOLVED}), rows[-1]]
    for one in dict.fromkeys(begins):
        for other in dict.fromkeys(ends):
            minutes = minutes_between(one, other)
            if one is not other and minutes is not None and minutes >= 0:
                yield minutes, one, other
