"""When, how long and how much: a question's times and figures, as wishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from firstcause.review.search import days, sizes
from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish, of

_WEEKDAY: Final = re.compile(
    r"(?<![\w-])(?<!black )(?<!cyber )(?:on |at |over |during )?(?:an? |the )?(?P<day>weekends?|weekdays?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?![\w-])"
)
_SHORT: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS: Final = {
    (22, 6): r"(?:at |by |over |during )?(?:the )?(?:night(?:s|time)?|overnight|middle of the night|small hours)",
    (6, 12): r"(?:in |during )?(?:the )?mornings?",
    (12, 18): r"(?:in |during )?(?:the )?afternoons?",
    (18, 22): r"(?:in |during )?(?:the )?evenings?",
}


def dated(rest: Rest, shelf: Shelf, today: date) -> Iterator[Wish]:
    """Days, months, quarters, seasons, years."""
    for form, pattern in days.forms():
        for match in list(pattern.finditer(rest.text)):
            found = days.days_of(form, match, today)
            if found is None:
                continue
            rest.give_up(match)
            numbers = shelf.of_months(found.months) if found.months else shelf.between(found.first, found.last)
            yield of(f"date {found.words}", numbers)


def measured(rest: Rest, shelf: Shelf, patterns: Iterable[re.Pattern[str]]) -> Iterator[Wish]:
    """Durations, users, errors, money, shares."""
    for pattern in patterns:
        for match in list(pattern.finditer(rest.text)):
            found = sizes.size_of(match)
            if found:
                rest.give_up(match)
                yield of(found.words, shelf.within(found.measure, found.low, found.high))


def timed(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """Days of the week, and times of the day at which incidents began, in UTC."""
    for match in rest.take(_WEEKDAY):
        names = (_SHORT[day] for day in days.weekday_of(match["day"]))
        yield of(match["day"], (number for name in names for number in shelf.weekdays.get(name, ())))
    for (start, end), pattern in _HOURS.items():
        hours = [f"{hour % 24:02}" for hour in range(start, end if end > start else end + 24)]
        for match in rest.take(re.compile(rf"(?<![\w-]){pattern}(?![\w-])")):
            yield of(match[0], (number for hour in hours for number in shelf.hours.get(hour, ())))
