"""Time zones as people write them, and how far each is from UTC.

Abbreviations are ambiguous; taken are those that incident reports use (CST is North America's, IST is India's). A zone
that changes with the season ("PT", "Europe/Berlin") is looked up by the day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_FIXED: Final = MappingProxyType(
    {"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180}
    | {"MSK": 180, "IST": 330, "SGT": 480, "HKT": 480, "AWST": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660}
    | {"NZST": 720, "NZDT": 780, "BRT": -180, "ART": -180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300}
    | {"MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600}
)  # in minutes
_AMERICAN: Final = MappingProxyType(
    {"PT": -480, "MT": -420, "CT": -360, "ET": -300}
    | {"Pacific": -480, "Mountain": -420, "Central": -360, "Eastern": -300}
    | {"US/Pacific": -480, "US/Mountain": -420, "US/Central": -360, "US/Eastern": -300}
    | {"America/Los_Angeles": -480, "America/Denver": -420, "America/Chicago": -360, "America/New_York": -300}
)
_EUROPEAN: Final = MappingProxyType(
    {"Europe/London": 0, "Europe/Dublin": 0, "Europe/Lisbon": 0}
    | {f"Europe/{city}": 60 for city in ("Amsterdam", "Berlin", "Brussels", "Madrid", "Paris", "Prague", "Rome")}
    | {f"Europe/{city}": 60 for city in ("Stockholm", "Vienna", "Warsaw", "Zurich")}
)
_SHIFTED: Final = re.compile(r"(?:UTC|GMT)?\s?([+\-−])(\d{1,2}):?(\d{2})?")
_NAMES: Final = "|".join(sorted((*_FIXED, *_AMERICAN, *_EUROPEAN), key=len, reverse=True))
# As it stands after a time, or anywhere; case counts, or "et" and "pt" would be zones.
ZONE: Final = re.compile(
    rf"(?P<zone>(?:UTC|GMT)\s?[+\-−]\d{{1,2}}(?::?\d{{2}})?(?!\d)|(?:{_NAMES})(?![\w/+])|[+\-−]\d{{2}}:?\d{{2}}(?!\d))"
    r"(?:\s(?:Standard |Daylight |Summer )?[Tt]ime\b)?"
)


def offset(zone: str, day: date | None) -> timedelta | None:
    """How far ahead of UTC; None for a zone that is unknown, or that depends on a day that is."""
    if zone in _FIXED:
        return timedelta(minutes=_FIXED[zone])
    if zone in _AMERICAN and day:
        return timedelta(minutes=_AMERICAN[zone] + 60 * american_summer(day))
    if zone in _EUROPEAN and day:
        return timedelta(minutes=_EUROPEAN[zone] + 60 * european_summer(day))
    if shifted := _SHIFTED.fullmatch(zone):
        minutes = int(shifted[2]) * 60 + int(shifted[3] or 0)
        return timedelta(minutes=minutes if shifted[1] == "+" else -minutes) if minutes <= 14 * 60 else None
    return None


def american_summer(day: date) -> bool:
    """Whether clocks in the USA and Canada are an hour ahead: second Sunday of March to first Sunday of November."""
    return _sunday(day.year, 3, 8) <= day < _sunday(day.year, 11, 1)


def european_summer(day: date) -> bool:
    """Whether clocks in Europe are an hour ahead: last Sunday of March to last Sunday of October."""
    return _sunday(day.year, 3, 25) <= day < _sunday(day.year, 10, 25)


def _sunday(year: int, month: int, first: int) -> date:
    """The first Sunday from that day on."""
    start = date(year, month, first)
    return start + timedelta(days=6 - start.weekday())
