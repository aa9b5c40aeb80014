"""What a question asks for in so many words is what its first answers have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.review.search.asking import asking
from tests.review.search.family import Incident

Judge = Callable[[Incident], bool]


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("order-service", lambda i: "order-service" in i.services),
        ("the order service", lambda i: "order-service" in i.services),
        ("inventory problems", lambda i: "inventory-sync" in i.services),
        ("P1", lambda i: i.severity == "P1"),
        ("sev-2 or sev-3", lambda i: i.severity in ("P2", "P3")),
        ("P2 or worse", lambda i: i.severity in ("P1", "P2")),
        ("sev1s", lambda i: i.severity == "P1"),
        ("worse than P3", lambda i: i.severity in ("P1", "P2")),
        ("severity P3 or lower", lambda i: i.severity in ("P3", "P4")),
        ("critical incidents", lambda i: i.severity == "P1"),
        ("yesterday", lambda i: i.day == date(2026, 3, 9)),
        ("in November", lambda i: i.day.month == 11),
        ("last autumn", lambda i: date(2025, 9, 1) <= i.day <= date(2025, 11, 30)),
        ("in 2026", lambda i: i.day.year == 2026),
        ("Q2 2025", lambda i: i.day.month in (4, 5, 6)),
        ("between 1 June 2025 and 2025-06-15", lambda i: date(2025, 6, 1) <= i.day <= date(2025, 6, 15)),
        ("longer than an hour", lambda i: i.minutes > 60),
        ("under 30 minutes", lambda i: i.minutes < 30),
        ("more than 1000 users", lambda i: i.users > 1000),
        ("over 2000 users", lambda i: i.users > 2000),
        ("between 2000 and 2024 users", lambda i: 2000 <= i.users <= 2024),
        ("over 2000 users in 2025", lambda i: i.users > 2000 and i.day.year == 2025),
        ("over 50 minutes in the last 60 days", lambda i: i.minutes > 50 and i.day > date(2026, 1, 8)),
        ("5k+ users", lambda i: i.users >= 5000),
        ("p99 over 5 seconds", lambda i: i.p99 > 5000),
        ("error rate above 40 %", lambda i: i.error_rate > 40),
        ("at least 40 % error rate", lambda i: i.error_rate >= 40),
        ("4 dependent services", lambda i: len(i.others) == 4),
        ("revenue loss above $10,000", lambda i: i.revenue > 10000),
        ("written by DevOps", lambda i: i.author == "DevOps"),
        ("actions for the Security Team", lambda i: "Security Team" in i.owners),
        ("category messaging", lambda i: i.category == "messaging"),
        ("on a sunday", lambda i: i.day.weekday() == 6),
        ("severity:p4 after:2025-10-01", lambda i: i.severity == "P4" and i.day > date(2025, 10, 1)),
        ("database -order-service", lambda i: i.category == "database" and "order-service" not in i.services),
        ("network except dns", lambda i: i.category == "network" and i.fault != "DNS Resolution Failure"),
        ('"poison message"', lambda i: i.fault == "Poison Message"),
        ("no such host", lambda i: i.fault == "DNS Resolution Failure"),
        ("tls/certificate-expired", lambda i: i.fault == "TLS Certificate Expiry"),
    ],
)
def test_everything_that_is_said_to_fit_does(question: str, has: Judge) -> None:
    found = asking().found(question)
    wanted = sum(map(has, asking().incidents.values()))
    assert found or not wanted
    assert [one.path for one in found if not has(one)] == []
    assert len(found) >= min(3, wanted)


def test_the_service_that_failed_comes_before_those_that_suffered() -> None:
    found = asking().found("billing-api", limit=20)
    failed = [one.service == "billing-api" for one in found]
    assert failed == sorted(failed, reverse=True)
    assert set(failed) == {True, False}


def test_the_longest_are_the_longest() -> None:
    longest = max(one.minutes for one in asking().incidents.values())
    assert asking().found("longest incident")[0].minutes == longest


def test_each_answer_says_why() -> None:
    best = asking().results("certificate expired in order-service P3 regression")[0]
    assert "service order-service" in best.why
    assert "fault certificate expired" in best.why
    assert any(why.startswith("words in ") and "factors" in why for why in best.why)


def test_what_lacks_something_comes_last_and_says_what() -> None:
    results = asking().results("kernel panic yesterday")
    assert {one.lacks for one in results[:3]} == {("date yesterday",)}
    assert "Kernel Panic" in results[0].title


def test_what_is_excluded_is_shown_nowhere() -> None:
    results = asking().results("database incidents -deadlock -P3", limit=100)
    shown = [asking().incidents[one.path] for one in results]
    assert shown
    assert not [one.path for one in shown if one.fault == "Database Deadlock" or one.severity == "P3"]


@pytest.mark.parametrize("question", ["", "   ", '"', "-", '""', "* OR (", "NEAR(a b)", "a" * 5000, "\0", "%s{}"])
def test_a_question_that_is_none_finds_nothing_and_breaks_nothing(question: str) -> None:
    assert len(asking().results(question)) <= 10


def test_a_word_that_nobody_wrote_finds_nothing() -> None:
    assert asking().results("zxqv") == []
