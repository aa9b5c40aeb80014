"""The accounts of a vault, put where a question finds them: by name, by day, by figure, by kind of fault."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from firstcause.model.account import Account
from firstcause.review.search.catalogue.all import BY_CODE
from firstcause.review.search.meanings import concepts_of

Numbers = tuple[int, ...]
SURE = 0.6  # of a title's best kind of fault, from which on another is believed as well


class Shelf:
    """Documents by number, in the order given, and everything by which they are asked for."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = tuple(accounts)
        self.everything = range(len(self.accounts))
        self.failing = _by(self.accounts, lambda one: (one.failing,))
        self.services = _by(self.accounts, lambda one: one.services)
        self.severities = _by(self.accounts, lambda one: (one.severity,))
        self.statuses = _by(self.accounts, lambda one: (one.status,))
        self.authors = _by(self.accounts, lambda one: (one.author,))
        self.owners = _by(self.accounts, lambda one: {promise.owner for promise in one.promises})
        self.tags = _by(self.accounts, lambda one: one.tags)
        self.codes = _by(self.accounts, lambda one: (one.fault,) if "/" in one.fault else ())
        self.weekdays = _by(self.accounts, lambda one: (f"{one.day:%a}",) if one.day else ())
        self.hours = _by(self.accounts, lambda one: (f"{one.period[0]:%H}",) if one.period else ())
        self.concepts = _concepts(self.accounts)
        self.numbers = {one.path: number for number, one in enumerate(self.accounts)}
        self._days = sorted((one.day, number) for number, one in enumerate(self.accounts) if one.day)
        self._measures = _measures(self.accounts)
        days = [day for day, _ in self._days]
        self.newest = days[-1] if days else None
        self.age = [one.day.toordinal() if one.day else 0 for one in self.accounts]

    def between(self, first: date, last: date) -> list[int]:
        """Documents of these days, both included."""
        low, high = bisect_left(self._days, (first, -1)), bisect_right(self._days, (last, len(self.accounts)))
        return [number for _, number in self._days[low:high]]

    def of_months(self, months: Iterable[int]) -> list[int]:
        """Documents of these months, of whatever year."""
        wanted = frozenset(months)
        return [number for day, number in self._days if day.month in wanted]

    def within(self, measure: str, low: float, high: float) -> list[int]:
        """Documents whose figure lies there, both ends included."""
        figures = self._measures.get(measure, [])
        start, end = bisect_left(figures, (low, -1)), bisect_right(figures, (high, len(self.accounts)))
        return [number for _, number in figures[start:end]]

    def ordered(self, measure: str) -> list[int]:
        """Documents that have the figure, the smallest first."""
        return [number for _, number in self._measures.get(measure, [])]

    def by_day(self) -> list[int]:
        """Documents that have a day, the oldest first."""
        return [number for _, number in self._days]


def _by(accounts: Sequence[Account], names: Callable[[Account], Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, account in enumerate(accounts):
        for name in dict.fromkeys(names(account)):
            if name:
                found[name.casefold()].append(number)
    return dict(found)


def _measures(accounts: Sequence[Account]) -> dict[str, list[tuple[float, int]]]:
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number, account in enumerate(accounts):
        if account.minutes is not None:
            found["minutes"].append((account.minutes, number))
        found["services"].append((float(len(account.services)), number))
        found["dependents"].append((float(len({*account.services} - {account.failing})), number))
        for name, value in account.figures.items():
            found[name].append((value, number))
    return {name: sorted(figures) for name, figures in found.items()}


def _concepts(accounts: Sequence[Account]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for number, account in enumerate(accounts):
        for id_, degree in _kinds(account.fault, account.title, account.texts.cause[:400]):
            found[id_][number] = degree
    return dict(found)


@lru_cache(maxsize=1 << 12)
def _concepts_of(text: str) -> Mapping[str, float]:
    """Faults have few names, and many documents."""
    return concepts_of(text)


def _kinds(fault: str, title: str, cause: str) -> tuple[tuple[str, float], ...]:
    """The kinds of fault of a document: by our code, its fault's words, its title, its cause: the first that tells."""
    if fault in BY_CODE:
        return ((BY_CODE[fault], 1.0),)
    for text in (fault.replace("-", " "), title, cause):
        weights = _concepts_of(text)
        best = max(weights.values(), default=0.0)
        if best > 1.0:
            return tuple((id_, weight / best) for id_, weight in weights.items() if weight >= SURE * best)
    return ()
