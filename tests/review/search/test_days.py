"""Words for a time mean the days that a person would mean, on the day on which they are said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstcause.review.search.atoms import Days
from firstcause.review.search.days import days_of, forms

TODAY = date(2026, 3, 10)  # a Tuesday


def _first(text: str) -> Days | None:
    for form, pattern in forms():
        for match in pattern.finditer(text):
            return days_of(form, match, TODAY)
    return None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-11-07", "2025-11-07", "2025-11-07"),
        ("on november 7th, 2025", "2025-11-07", "2025-11-07"),
        ("7 nov", "2025-11-07", "2025-11-07"),
        ("november 2025", "2025-11-01", "2025-11-30"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("last november", "2025-11-01", "2025-11-30"),
        ("q4 2025", "2025-10-01", "2025-12-31"),
        ("the third quarter of 2025", "2025-07-01", "2025-09-30"),
        ("early march 2025", "2025-03-01", "2025-03-11"),
        ("late 2025", "2025-08-31", "2025-12-31"),
        ("last quarter", "2025-10-01", "2025-12-31"),
        ("h1 2025", "2025-01-01", "2025-06-30"),
        ("last autumn", "2025-09-01", "2025-11-30"),
        ("last winter", "2025-12-01", "2026-02-28"),
        ("summer of 2025", "2025-06-01", "2025-08-31"),
        ("yesterday", "2026-03-09", "2026-03-09"),
        ("last week", "2026-03-02", "2026-03-08"),
        ("this month", "2026-03-01", "2026-03-31"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("last 30 days", "2026-02-08", "2026-03-10"),
        ("last friday", "2026-03-06", "2026-03-06"),
        ("between march and may 2025", "2025-03-01", "2025-05-31"),
        ("from 2025-12-24 to 2026-01-02", "2025-12-24", "2026-01-02"),
        ("before april 2025", "0001-01-01", "2025-03-31"),
        ("since 2026-01", "2026-01-01", "9999-12-31"),
        ("after 2026-02-10", "2026-02-11", "9999-12-31"),
        ("until march 2025", "0001-01-01", "2025-03-31"),
    ],
)
def test_a_time_is_these_days(text: str, first: str, last: str) -> None:
    found = _first(text)
    assert found is not None
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_without_a_year_is_that_month_of_every_year() -> None:
    found = _first("in november")
    assert found is not None
    assert found.months == {11}


@pytest.mark.parametrize("text", ["2025-02-30", "nodes may fall over", "p99", "$2025", "version 1.2025", "second try"])
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert _first(text) is None


def test_last_autumn_said_in_autumn_is_that_of_the_year_before() -> None:
    november = TODAY + timedelta(days=250)
    match = forms()[-1][1].search("last autumn")
    assert match is not None
    found = days_of("in", match, november)
    assert found is not None
    assert found.first == date(2025, 9, 1)
