"""When: what a question says of times, "since" one, "before" one, "between" two of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from firstcause.review.search.atoms import ATOM, WEEKDAYS, Days, atom

_A: Final = rf"(?P<a>{ATOM})"
_B: Final = rf"(?P<b>{ATOM})"
_EDGE: Final = r"(?![\w-])"
_FORMS: Final = tuple(
    (name, re.compile(rf"(?<![\w$.-])(?:{form}){_EDGE}"))
    for name, form in (
        ("between", rf"(?:between|from|during)? ?{_A} ?(?:and|to|until|till|through|thru|\.\.|–|-) ?{_B}"),
        (
            "since",
            rf"(?:since|starting|from|as of|after the start of|later than or on) (?:in )?{_A}(?: on(?:wards?)?)?",
        ),
        ("after", rf"(?:after|later than|following) {_A}"),
        ("before", rf"(?:before|prior to|earlier than|ahead of) {_A}"),
        ("until", rf"(?:until|till|up to|through|by(?: the end of)?) {_A}"),
        ("in", rf"(?:in|on|during|of|from|for|within|over|throughout|at|back in)? ?(?:the )?{_A}"),
    )
)


def forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The ways in which a question may name a time, each with its name."""
    return _FORMS


def days_of(form: str, match: re.Match[str], today: date) -> Days | None:
    """The days that the words name; None where there are no such days."""
    one = atom(match["a"], today)
    other = atom(match["b"], today) if form == "between" else one
    words = " ".join(match[0].split())
    if one is None or other is None:
        return None
    if form == "between":
        return _span(one, other, words)
    first, last = {
        "since": (one.first, date.max),
        "after": (one.last + timedelta(days=1), date.max),
        "before": (date.min, one.first - timedelta(days=1)),
        "until": (date.min, one.last),
        "in": (one.first, one.last),
    }[form]
    return Days(first, last, words, one.months if form == "in" else frozenset())


def _span(one: Days, other: Days, words: str) -> Days | None:
    """ "March to May 2025": the year of the second is the first's too."""
    first = one.first
    if one.months and not other.months:
        first = first.replace(year=other.last.year)
        if first > other.last:
            first = first.replace(year=first.year - 1)
    return Days(first, other.last, words) if first <= other.last else None


def weekday_of(words: str) -> frozenset[int]:
    """Days of the week (0 is Monday) that "weekend", "fridays" or "weekdays" name."""
    if words.startswith("weekend"):
        return frozenset({5, 6})
    if words.startswith("weekday"):
        return frozenset(range(5))
    return frozenset(number for number, name in enumerate(WEEKDAYS) if words.startswith(name))
