"""Figures are read with what they measure; a number alone is none."""

from __future__ import annotations

import pytest

from firstcause.document.prose import Prose
from firstcause.document.reading.amounts import amounts
from firstcause.document.reading.stated import Amount


def read(text: str) -> list[Amount]:
    return list(amounts(Prose(text, (0,), (0,))))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("74% of requests", [(74, "%")]),
        ("affected 4385 users and 3 dependent services", [(4385, "users"), (3, "services")]),
        ("3266 customer-facing errors", [(3266, "errors")]),
        ("21 support tickets created", [(21, "tickets")]),
        ("revenue impact: $3,522.50", [(3522.5, "$")]),
        ("about 1.2M requests, 12k users", [(1.2e6, "requests"), (12_000, "users")]),
        ("1,234,567 messages", [(1_234_567, "messages")]),
        ("p99 of 2.9 s", [(2900, "ms")]),
        ("one customer", []),
        ("HTTP 504 on port 8443 since v1.2.3", []),
        ("`74% of requests`", []),
        ("on 2025-11-07 at 04:59", []),
    ],
)
def test_amounts(said: str, expected: list[tuple[float, str]]) -> None:
    """Value and unit."""
    assert [(a.value, a.unit) for a in read(said)] == expected


@pytest.mark.parametrize(
    "said",
    [
        "9.2 % (131 of 1420)",
        "9.2% of requests (131 of 1,420)",
        "9.2 % (131/1420)",
        "131 of 1420 requests (9.2 %)",
        "131 requests out of 1420 failed (9.2%)",
    ],
)
def test_a_share_with_its_fraction(said: str) -> None:
    """On whichever side it stands."""
    (share,) = [a for a in read(said) if a.unit == "%"]
    assert share.of is not None
    assert [part.value for part in share.of] == [131, 1420]


@pytest.mark.parametrize(
    "said", ["p99 went from 191ms to 2855ms", "p99: 191ms -> 2855ms", "p99 from 0.191 s to 2.855 s"]
)
def test_what_a_figure_was_before(said: str) -> None:
    """In the unit of the later one."""
    last = read(said)[-1]
    assert (last.value, last.unit) == (2855, "ms")
    assert last.change_from is not None
    assert last.change_from.value == 191


def test_what_a_figure_is_said_of() -> None:
    """The words around it."""
    assert [a.said_of for a in read("- Error rate spike: 23% of calls (baseline: <1%)")] == [
        "- error rate spike: calls",
        "baseline:",
    ]
