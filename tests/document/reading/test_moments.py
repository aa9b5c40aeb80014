"""Dates and times are read as people write them; what is no moment is said to be none."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from firstcause.document.reading.moments import moment_at, period_at
from firstcause.document.reading.zones import offset

NEAR = date(2025, 11, 7)


@pytest.mark.parametrize(
    ("written", "day", "clock", "zone"),
    [
        ("04:59", None, time(4, 59), ""),
        ("04:59:10", None, time(4, 59, 10), ""),
        ("2025-11-08 00:00:12", date(2025, 11, 8), time(0, 0, 12), ""),
        ("2025-11-07T04:59:00Z", date(2025, 11, 7), time(4, 59), "Z"),
        ("2025-11-07T04:59+01:00", date(2025, 11, 7), time(4, 59), "+01:00"),
        ("Nov 7, 2025 4:59 AM PST", date(2025, 11, 7), time(4, 59), "PST"),
        ("Friday, November 7th, 2025 at 4:59 p.m. Eastern", date(2025, 11, 7), time(16, 59), "Eastern"),
        ("7 Nov 2025, 04:59 UTC", date(2025, 11, 7), time(4, 59), "UTC"),
        ("04:59 UTC on 7 November 2025", date(2025, 11, 7), time(4, 59), "UTC"),
        ("4:59am", None, time(4, 59), ""),
        ("12:05 AM", None, time(0, 5), ""),
        ("12:05 PM", None, time(12, 5), ""),
        ("5 PM PT", None, time(17), "PT"),
        ("0459 UTC", None, time(4, 59), "UTC"),
        ("1600h EDT", None, time(16), "EDT"),
        ("04:59 (CET)", None, time(4, 59), "CET"),
        ("04:59 UTC+2", None, time(4, 59), "UTC+2"),
        ("11/07/2025 4:59 PM", date(2025, 11, 7), time(16, 59), ""),
        ("07.11.2025 04:59", date(2025, 11, 7), time(4, 59), ""),
        ("Nov 8 04:59", date(2025, 11, 8), time(4, 59), ""),
        ("2025/11/07", date(2025, 11, 7), None, ""),
    ],
)
def test_moments(written: str, day: date | None, clock: time | None, zone: str) -> None:
    """Each form, with what it says and nothing more."""
    moment = moment_at(written, 0, NEAR)
    assert moment is not None
    assert (moment.day, moment.time, moment.zone, moment.is_valid) == (day, clock, zone, True)
    assert moment.end == len(written)


@pytest.mark.parametrize("written", ["25:61", "24:00", "04:60", "2025-13-45", "2025-02-30 04:59", "13/13/2025"])
def test_what_looks_like_a_moment_and_is_none(written: str) -> None:
    """It is found, and said to be invalid: a rule points at it."""
    moment = moment_at(written, 0)
    assert moment is not None
    assert not moment.is_valid


@pytest.mark.parametrize("written", ["1.5", "v1.2.3", "10 hosts", "4:5", "127.0.0.1", "may well", "12:345", "march on"])
def test_what_is_no_moment_at_all(written: str) -> None:
    """Versions, counts, addresses, words."""
    assert moment_at(written, 0) is None


def test_the_other_order_of_day_and_month() -> None:
    """07/11/2025 is the seventh of November where the document is of that day, or where nothing else is possible."""
    assert [
        m.day for m in (moment_at("07/11/2025", 0, NEAR), moment_at("07/11/2025", 0), moment_at("25/11/2025", 0)) if m
    ] == [
        date(2025, 11, 7),
        date(2025, 7, 11),
        date(2025, 11, 25),
    ]


def test_a_year_that_is_not_written_is_the_nearest() -> None:
    """A report of December speaks of the next January."""
    moment = moment_at("Jan 3", 0, date(2025, 12, 20))
    assert moment is not None
    assert moment.day == date(2026, 1, 3)
    assert (lacking := moment_at("Jan 3", 0)) is not None
    assert (lacking.day, lacking.is_valid) == (None, True)


@pytest.mark.parametrize("written", ["04:59 - 05:04", "04:59–05:04 UTC", "04:59 to 05:04", "04:59 until 05:04"])
def test_periods(written: str) -> None:
    """Two times, one after the other."""
    found = period_at(written, 0)
    assert found is not None
    first, last = found
    assert last is not None
    assert (first.time, last.time) == (time(4, 59), time(5, 4))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", NEAR, 0),
        ("PST", NEAR, -8),
        ("PST", date(2025, 7, 1), -8),  # as written, also where it should be PDT
        ("PT", date(2025, 7, 1), -7),
        ("PT", date(2025, 11, 1), -7),
        ("PT", date(2025, 11, 2), -8),
        ("Europe/Berlin", date(2025, 10, 25), 2),
        ("Europe/Berlin", date(2025, 10, 26), 1),
        ("CEST", NEAR, 2),
        ("-03:30", NEAR, -3.5),
        ("UTC+5", NEAR, 5),
    ],
)
def test_zones(zone: str, day: date, hours: float) -> None:
    """A zone is what it is called; one without a season has it from the day."""
    assert offset(zone, day) == timedelta(hours=hours)


def test_an_unknown_zone_is_not_guessed() -> None:
    """Nor one that needs a day which is not known."""
    assert [offset("XYZ", NEAR), offset("PT", None), offset("+99:00", NEAR)] == [None] * 3
