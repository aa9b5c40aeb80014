"""Which rows of a timeline are the incident's beginning and its end: by their words, and by a stated duration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from firstcause.document.importing.imported import Known, Lines
from firstcause.document.importing.said_moments import Ends, zoned
from firstcause.document.reading.stated import Happening

_BEGAN: Final = re.compile(
    r"\b(?:beg[ai]ns?|began|starts?(?:ed|ing)?|onset)\b.{0,60}|(?:outage|incident|impact|disruption|degradation"
    r"|issue)s? (?:begins?|began|start(?:s|ed)?)"
    r"|first (?:errors?|failures?|failed|users?|customers?|alerts?|reports?|impact)|start of (?:the )?(?:outage"
    r"|incident|impact)",
    re.IGNORECASE,
)
_SURELY_BEGAN: Final = re.compile(
    r"(?:outage|incident|impact|disruption|degradation|issue|customer impact|problem|downtime|errors?"
    r"|failures?)s?\W{0,3} (?:begins?|began|start(?:s|ed)?)\b"
    r"|start of (?:the )?(?:outage|incident|impact)|\boutage begins\b",
    re.IGNORECASE,
)
_ENDED: Final = re.compile(
    r"\b(?:resolved|recovered|restored|mitigated|outage ends?|incident (?:closed|ends?|over|ended)"
    r"|back to normal|fully operational"
    r"|all clear|impact ends?|ended|end of (?:the )?(?:outage|incident|impact)|(?:return|returned|returns"
    r"|returning) to normal"
    r"|working (?:as (?:intended|expected)|again|normally)|normal operations?|recovery (?:complete|confirmed"
    r"|observed)|normali[sz]ed"
    r"|back (?:online|up)|healthy again|service (?:is )?(?:healthy|up)|stable again|stabili[sz]ed)\b",
    re.IGNORECASE,
)
_SURELY_ENDED: Final = re.compile(
    r"\b(?:incident (?:is |was |marked |declared |as )*(?:resolved|closed|over|ended|ends)|outage (?:ends?"
    r"|ended|over|resolved)|fully (?:restored|recovered|resolved|mitigated|operational)"
    r"|all clear|impact (?:ends?|ended|mitigated|resolved)|service (?:fully )?(?:restored|recovered)"
    r"|end of (?:the )?(?:outage|incident|impact)|resolved)\b",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"\b(?:partial(?:ly)?|not (?:yet )?|some |attempt|begins? to|starts? to|started|beginning|still"
    r"|no sign)\b",
    re.IGNORECASE,
)
_MOST_ROWS: Final = 300  # of which all pairs are looked at


def shown(rows: Sequence[Happening], minutes: float | None, zone: str) -> Ends:
    """The two rows that lie as far apart as the incident is said to have lasted; else those whose words tell of it."""
    if not rows:
        return None, None
    pair = _apart(rows[:_MOST_ROWS], minutes) if minutes else None
    if pair:
        return _known(pair[0], 0.85, zone), _known(pair[1], 0.85, zone)
    return _start(rows, zone), _end(rows, zone)


def _apart(rows: Sequence[Happening], minutes: float) -> tuple[Happening, Happening] | None:
    found = [
        (_begins(first) + _ends(last), -at, first, last)
        for at, first in enumerate(rows)
        for last in rows[at + 1 :]
        if abs(_minutes(first, last) - minutes) <= 1
    ]
    if not found:
        return None
    best = max(found, key=lambda pair: pair[:2])
    return best[2], best[3]


def _minutes(first: Happening, last: Happening) -> float:
    one, other = first.clock, last.clock
    if one is None or other is None or one.local is None or other.local is None:
        return -1
    return (other.local - one.local).total_seconds() / 60


def _begins(row: Happening) -> int:
    text = row.text.text[:500]
    return 2 if _SURELY_BEGAN.search(text) else int(_BEGAN.search(text) is not None)


def _ends(row: Happening) -> int:
    text = row.text.text[:500]
    if _NOT_YET.search(text):
        return 0
    return 2 if _SURELY_ENDED.search(text) else int(_ENDED.search(text) is not None)


def _start(rows: Sequence[Happening], zone: str) -> Known[datetime] | None:
    for least, sure in ((2, 0.75), (1, 0.6)):
        if row := next((row for row in rows if _begins(row) >= least), None):
            return _known(row, sure, zone)
    return _known(rows[0], 0.5, zone)


def _end(rows: Sequence[Happening], zone: str) -> Known[datetime] | None:
    for least, sure in ((2, 0.75), (1, 0.6)):
        if row := next((row for row in reversed(rows) if _ends(row) >= least), None):
            return _known(row, sure, zone)
    return _known(rows[-1], 0.4, zone) if len(rows) > 1 else None


def _known(row: Happening, sure: float, zone: str) -> Known[datetime] | None:
    if row.clock is None or row.clock.local is None:
        return None
    return Known(zoned(row.clock.local, row.clock.zone or zone), sure, Lines(row.line, row.line))
