"""The moments of an incident: from the front matter where it has them, else from the rows of the timeline."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from firstcause.document.reading.stated import Happening, Interval, Reading
from firstcause.model.account import Milestones
from firstcause.review.lint.happenings import Kind, kinds_of, moment

_BY_USER: Final = re.compile(
    r"\b(?:users?|customers?|clients?|complaints?|support|tickets?|twitter|social media|colleagues?|manual(?:ly)?"
    r"|noticed by|reported)\b",
    re.IGNORECASE,
)
_BY_ALERT: Final = re.compile(r"\b(?:alert|alarm|monitor(?:ing)?|probe|pager|synthetic|watchdog)", re.IGNORECASE)


def milestones(reading: Reading) -> Milestones:
    """Each moment once; of several rows of a kind the first, and of the end the last."""
    rows = [(row, kinds_of(row)) for row in reading.timeline]

    def row_of(kind: Kind, *, last: bool = False) -> datetime | None:
        found = [at for row, kinds in rows if kind in kinds and (at := moment(row)) is not None]
        return (found[-1] if last else found[0]) if found else None

    return Milestones(
        began=_key(reading, "began") or row_of(Kind.START),
        detected=_key(reading, "detected") or row_of(Kind.DETECTED) or row_of(Kind.PAGED),
        acknowledged=row_of(Kind.ANSWERED),
        mitigated=_key(reading, "mitigated") or row_of(Kind.MITIGATED),
        resolved=_key(reading, "resolved") or row_of(Kind.RESOLVED, last=True) or row_of(Kind.RECOVERED, last=True),
    )


def detect_minutes(reading: Reading, marks: Milestones) -> float | None:
    """From the beginning to the detection, by the moments, or else as the document states it."""
    if marks.began is not None and marks.detected is not None:
        return minutes_between(marks.began, marks.detected)
    return next((took.minutes for took in reading.took if took.interval is Interval.DETECT), None)


def minutes_between(earlier: datetime | None, later: datetime | None) -> float | None:
    """None where one is not known, they have no common clock, or the later one is not later."""
    if earlier is None or later is None or (earlier.tzinfo is None) != (later.tzinfo is None) or later < earlier:
        return None
    return (later - earlier) / timedelta(minutes=1)


def detected_by(reading: Reading) -> str:
    """ "alert" or "user", by the row that tells of the detection; "" where none does."""
    row = next((row for row in reading.timeline if Kind.DETECTED in kinds_of(row)), None)
    return _told_by(row) if row else ""


def _told_by(row: Happening) -> str:
    if _BY_ALERT.search(row.text.text):
        return "alert"
    return "user" if _BY_USER.search(row.text.text) else ""


def pages(reading: Reading) -> int | None:
    """How often somebody was paged, by the timeline."""
    if not reading.timeline:
        return None
    return sum(Kind.PAGED in kinds_of(row) for row in reading.timeline)


def _key(reading: Reading, name: str) -> datetime | None:
    value = reading.front.get(name)
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
