"""One time in a question: a day, month, quarter, season or year, some of them as seen from today."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_MONTHS: Final = (
    *("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug"),
    *("september|sept|sep", "october|oct", "november|nov", "december|dec"),
)
_SEASONS: Final[Mapping[str, int]] = MappingProxyType({"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12})
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})"
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_NTH: Final = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|last)"
_THIS: Final = r"(?:this|current|last|past|previous|the last|the past|the previous)"
_COUNT: Final = r"(?:\d{1,3}|two|three|four|five|six|seven|ten|twelve|couple of|few)"
# The longest way of saying it comes first. "fall" and "may" are verbs too: alone they are no dates.
ATOM: Final = "|".join(
    (
        rf"{_YEAR}-\d\d-\d\d",
        rf"{_YEAR}-\d\d(?!\d)",
        rf"{_DAY}(?: of)? {_MONTH}\.?,?(?: {_YEAR})?",
        rf"{_MONTH}\.? {_DAY}(?!\d),?(?: {_YEAR})?",
        rf"{_MONTH}\.?,?(?: of)? {_YEAR}",
        rf"q[1-4][ -]?/?{_YEAR}|{_YEAR}[ -]?q[1-4]|q[1-4]|h[12][ -]?{_YEAR}|{_YEAR}[ -]?h[12]",
        rf"(?:the )?{_NTH} (?:quarter|half)(?: of)?(?: the year)?(?: {_YEAR})?",
        rf"(?:{_THIS} )?(?:spring|summer|autumn|winter)(?: of)?(?: {_YEAR})?",
        rf"(?:{_THIS} )fall|fall(?: of)? {_YEAR}|fall$",
        rf"{_THIS} {_COUNT} (?:days|weeks|months|quarters|years)",
        rf"{_THIS} (?:week|month|quarter|year|{_MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
        rf"(?:a|one|{_COUNT}) (?:days?|weeks?|months?|years?) ago",
        rf"(?:early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -](?:{_MONTH}(?: {_YEAR})?|{_YEAR})",
        r"today|yesterday",
        r"january|february|march|april|june|july|august|september|october|november|december",
        r"(?<=in )(?:jan|feb|mar|apr|may|jun|jul|aug|sept|sep|oct|nov|dec)|(?<=\bsince )may|(?<=\bbefore )may",
        # "2000 users" are none.
        rf"{_YEAR}(?! ?(?:\+|%|k\b|ms\b|(?:[a-z-]+ )?(?:users|customers|people|accounts|clients|errors|tickets"
        r"|minutes|dollars)))",
    )
)
_WORDS: Final[Mapping[str, int]] = MappingProxyType(
    {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12}
    | {"couple of": 2, "few": 3}
)
_NTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
)
_UNITS: Final[Mapping[str, int]] = MappingProxyType({"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365})
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included. `months`: those months of any year, where no year is named."""

    first: date
    last: date
    words: str
    months: frozenset[int] = frozenset()


def atom(text: str, today: date) -> Days | None:
    """One time, by the first reader that knows it."""
    words = text.strip().strip(",.").removeprefix("the ")
    for read in _READERS:
        try:
            found = read(words, today)
        except (ValueError, OverflowError):
            return None
        if found is not None:
            return found
    return None


def _iso(words: str, _: date) -> Days | None:
    if re.fullmatch(rf"{_YEAR}-\d\d-\d\d", words):
        return Days(date.fromisoformat(words), date.fromisoformat(words), words)
    if re.fullmatch(rf"{_YEAR}-\d\d", words):
        return _month(int(words[:4]), int(words[5:]), words)
    return _period(date(int(words), 1, 1), 12, words) if re.fullmatch(_YEAR, words) else None


def _named_month(words: str, today: date) -> Days | None:
    month = next(
        (n for n, names in enumerate(_MONTHS, 1) if re.search(rf"(?<![a-z])(?:{names})(?![a-z])", words)), None
    )
    if month is None:
        return None
    year = re.search(_YEAR, words)
    day = re.search(rf"(?<!\d)({_DAY})(?!\d)", words.replace(year[0], "") if year else words)
    if day:
        return _one_day(int(re.sub(r"\D", "", day[1])), month, int(year[0]) if year else None, words, today)
    if year:
        return _month(int(year[0]), month, words)
    latest = _month(today.year if month <= today.month else today.year - 1, month, words)
    if words.startswith(("last ", "past ", "previous ")):
        return latest if month != today.month else _month(today.year - 1, month, words)
    return Days(latest.first, latest.last, words, frozenset({month}))


def _one_day(day: int, month: int, year: int | None, words: str, today: date) -> Days:
    found = date(year or today.year, month, day)
    if year is None and found > today:
        found = found.replace(year=today.year - 1)
    return Days(found, found, words)


def _quarter(words: str, today: date) -> Days | None:
    short = re.search(r"\b(?P<kind>[qh])(?P<n>[1-4])\b|(?<=\d)(?P<kind2>[qh])(?P<n2>[1-4])\b", words)
    long = re.search(rf"\b({_NTH}) (quarter|half)\b", words)
    if not short and not long:
        return None
    if long and long[1] == "last" and long[2] == "quarter" and not re.search(_YEAR, words):
        return None  # the one before this one: `_relative` knows
    kind, n = (
        (long[2][0], _NTHS[long[1]]) if long else ((short["kind"] or short["kind2"]), int(short["n"] or short["n2"]))  # type: ignore[index]
    )
    months = 3 if kind == "q" else 6
    n = min(n, 12 // months)
    year = re.search(_YEAR, words)
    start = date(int(year[0]) if year else today.year, 1 + months * (n - 1), 1)
    if not year and start > today:
        start = start.replace(year=start.year - 1)
    return _period(start, months, words)


def _season(words: str, today: date) -> Days | None:
    name = next((name for name in _SEASONS if re.search(rf"\b{name}\b", words)), None)
    if name is None:
        return None
    year = re.search(_YEAR, words)
    start = date(int(year[0]) if year else today.year, _SEASONS[name], 1)
    if not year and start > today:
        start = start.replace(year=start.year - 1)
    found = _period(start, 3, words)
    over = found.last < today
    if re.match(r"(?:last|past|previous)\b", words) and not over:
        return _period(start.replace(year=start.year - 1), 3, words)
    months = frozenset({start.month, start.month % 12 + 1, (start.month + 1) % 12 + 1})
    bare = not year and not re.match(_THIS, words)
    return Days(found.first, found.last, words, months) if bare else found


def _relative(words: str, today: date) -> Days | None:
    if words in ("today", "yesterday"):
        day = today - timedelta(days=words == "yesterday")
        return Days(day, day, words)
    ago = re.fullmatch(rf"(a|one|{_COUNT}) (day|week|month|year)s? ago", words)
    if ago:
        return _ago(_number(ago[1]), ago[2], words, today)
    many = re.fullmatch(rf"{_THIS} ({_COUNT}) (day|week|month|quarter|year)s", words)
    if many:
        return Days(today - timedelta(days=_number(many[1]) * _UNITS[many[2]]), today, words)
    one = re.fullmatch(rf"({_THIS}) (week|month|quarter|year|{'|'.join(WEEKDAYS)})", words)
    return _this_or_last(one[2], one[1] in ("this", "current"), words, today) if one else None


def _ago(count: int, unit: str, words: str, today: date) -> Days:
    """A day ago is that day; a month ago is somewhere around it."""
    at = today - timedelta(days=count * _UNITS[unit])
    about = timedelta(days=_UNITS[unit] // 2)
    return Days(at - about, at + about, words)


def _this_or_last(unit: str, current: bool, words: str, today: date) -> Days:
    if unit in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS.index(unit)) % 7 or (0 if current else 7)
        return Days(today - timedelta(days=back), today - timedelta(days=back), words)
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + (0 if current else 7))
        return Days(monday, monday + timedelta(days=6), words)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = date(today.year, (today.month - 1) // months * months + 1, 1)
    return _period(start if current else _months_before(start, months), months, words)


def _months_before(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def _period(start: date, months: int, words: str) -> Days:
    after = _months_before(start, -months)
    return Days(start, after - timedelta(days=1), words)


def _month(year: int, month: int, words: str) -> Days:
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), words)


def _number(text: str) -> int:
    return _WORDS[text] if text in _WORDS else int(text)


def _part(words: str, today: date) -> Days | None:
    """ "early March": its first third; "mid" and "late" are the others."""
    said = re.match(r"(early|beginning of|start of|mid|middle of|late|end of)[ -]", words)
    whole = atom(words[said.end() :], today) if said else None
    if said is None or whole is None:
        return None
    third = (whole.last - whole.first) / 3
    place = 0 if said[1][0] in "bse" and said[1] != "end of" else 1 if said[1][0] == "m" else 2
    first = whole.first + place * third
    return Days(first, whole.last if place == 2 else first + third, words)


_READERS: Final[tuple[Callable[[str, date], Days | None], ...]] = (
    _part,
    _iso,
    _quarter,
    _season,
    _relative,
    _named_month,
)
