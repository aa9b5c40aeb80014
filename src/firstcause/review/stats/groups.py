"""Incidents side by side: by service, by fault, by month; and which service has which faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from firstcause.model.account import Account
from firstcause.review.stats.by import By
from firstcause.review.stats.statistics import Statistics, statistics

UNKNOWN = "(not derivable)"


def within(accounts: Sequence[Account], since: date | None, until: date | None) -> tuple[list[Account], list[Account]]:
    """The incidents of these days, both included, and those before them. One without a day is in every period."""
    first, last = since or date.min, until or date.max
    inside = [one for one in accounts if one.day is None or first <= one.day <= last]
    return inside, [one for one in accounts if one.day is not None and one.day < first]


def groups(accounts: Sequence[Account], by: By, today: date) -> list[tuple[str, Statistics]]:
    """Months in their order, all else with the most incidents first."""
    found: dict[str, list[Account]] = {}
    for one in accounts:
        found.setdefault(_name(one, by), []).append(one)
    order = sorted(found) if by is By.MONTH else sorted(found, key=lambda name: (-len(found[name]), name))
    return [(name, statistics(found[name], today)) for name in order]


def _name(one: Account, by: By) -> str:
    if by is By.MONTH:
        return f"{one.day:%Y-%m}" if one.day else UNKNOWN
    return (one.failing if by is By.SERVICE else one.fault) or UNKNOWN


def services_by_faults(accounts: Sequence[Account]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Every service that failed with its faults and their counts, the most first."""
    found: dict[str, Counter[str]] = {}
    for one in accounts:
        found.setdefault(one.failing or UNKNOWN, Counter())[one.fault or UNKNOWN] += 1
    order = sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))
    return [(service, sorted(counts.items(), key=lambda one: (-one[1], one[0]))) for service, counts in order]
