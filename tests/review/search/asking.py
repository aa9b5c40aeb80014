"""Questions to the vault of the seed's family, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from tests.review.search import family
from tests.review.search.family import Incident
from tests.review.search.grading import Query, ndcg

from firstcause.app.vault.told import told
from firstcause.review.search.answer import answer
from firstcause.review.search.rank import Result
from firstcause.review.search.shelf import Shelf
from firstcause.store.search.sqlite import SqliteSearchIndex

TODAY = date(2026, 3, 10)
Faults = tuple[tuple[str, str], ...]


class Asking:
    """A vault of 111 documents, its index, and what was drawn for each."""

    def __init__(self, faults: Faults = family.FAULTS) -> None:
        self.incidents = {one.path: one for one in family.incidents(faults=faults)}
        self.index = SqliteSearchIndex()
        accounts = {path: ("", told(path, family.text(one))) for path, one in self.incidents.items()}
        self.index.update(accounts, ())
        self.shelf = Shelf(self.index.accounts())

    def results(self, question: str, limit: int = 10) -> list[Result]:
        return answer(question, self.shelf, self.index, TODAY, limit)

    def found(self, question: str, limit: int = 10) -> list[Incident]:
        """The incidents that have everything that was asked for, best first."""
        return [self.incidents[one.path] for one in self.results(question, limit) if not one.lacks]

    def score(self, query: Query) -> float | None:
        """nDCG at 10; None where the vault has nothing that is relevant."""
        grades = [query.grade(self.incidents[one.path]) for one in self.results(query.text)]
        return ndcg(grades, [query.grade(one) for one in self.incidents.values()])


@cache
def asking(faults: Faults = family.FAULTS) -> Asking:
    return Asking(faults)


def means(scores: Iterable[tuple[str, float | None]]) -> dict[str, float]:
    """The mean of each kind, and of all."""
    by_kind: dict[str, list[float]] = {}
    for kind, score in scores:
        if score is not None:
            by_kind.setdefault(kind, []).append(score)
            by_kind.setdefault("all", []).append(score)
    return {kind: mean(all_) for kind, all_ in by_kind.items()}


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
