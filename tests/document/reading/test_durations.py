"""How long something took, and whether it is said of the incident itself."""

from __future__ import annotations

import pytest

from firstcause.document.prose import Prose
from firstcause.document.reading.durations import lasted, spans, took
from firstcause.document.reading.stated import Interval


def prose(text: str) -> Prose:
    return Prose(text, (0,), (0,))


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("32 minutes", 32),
        ("32-minute", 32),
        ("1 h 5 min", 65),
        ("1h5m", 65),
        ("two hours", 120),
        ("1.5 hours", 90),
        ("an hour and a half", 90),
        ("2 hours and 15 minutes", 135),
        ("1 hour, 48 minutes", 108),
        ("45m", 45),
        ("half an hour", 30),
        ("90 seconds", 1.5),
        ("a day", 1440),
        ("forty-five minutes", 45),
    ],
)
def test_durations(written: str, minutes: float) -> None:
    """In figures and in words, wholly."""
    (found,) = spans(f"x {written} x")
    assert (found.minutes, found.end - found.start) == (minutes, len(written))


@pytest.mark.parametrize(
    "said",
    [
        "The incident lasted approximately 32 minutes and hurt",
        "An outage lasting about 32 minutes",
        "a 32-minute outage of search",
        "**Duration**: 32 minutes",
        "Total downtime was 32 minutes",
        "Search was unavailable for about 32 minutes.",
        "Impact: the site was down for 32 min",
        "32 minutes of downtime",
    ],
)
def test_how_long_the_incident_lasted(said: str) -> None:
    """However it is put."""
    assert [d.value for d in lasted(prose(said))] == [32]


@pytest.mark.parametrize(
    "said",
    [
        "Alert fired within 4 minutes of incident start",
        "On-call response was quick (3 minutes)",
        "The cache is refreshed every 5 minutes",
        "The previous outage lasted 2 hours",
        "after 10 minutes the pods restarted",
        "timeout reduced from 1 second to 300 milliseconds",
        "we keep logs for 30 days",
        "for the last 5 minutes",
    ],
)
def test_other_durations_are_not_the_incidents(said: str) -> None:
    """An interval, a period, another incident."""
    assert list(lasted(prose(said))) == []


@pytest.mark.parametrize(
    ("said", "interval", "minutes"),
    [
        ("Alert fired within 4 minutes of incident start", Interval.DETECT, 4),
        ("Time to detection: 5 minutes", Interval.DETECT, 5),
        ("On-call response was quick (3 minutes)", Interval.RESPOND, 3),
        ("The page was acknowledged within 2 min", Interval.RESPOND, 2),
        ("Time to recovery: 68 minutes", Interval.RECOVER, 68),
        ("Service was restored within 32 minutes", Interval.RECOVER, 32),
    ],
)
def test_how_long_a_step_took(said: str, interval: Interval, minutes: float) -> None:
    """Detection, response, recovery."""
    assert [(t.interval, t.minutes) for t in took(prose(said))] == [(interval, minutes)]
