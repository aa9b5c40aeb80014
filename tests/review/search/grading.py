"""What makes a ranking good: graded queries, and nDCG at 10 (Järvelin and Kekäläinen 2002) with gains 2^g - 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2

from tests.review.search.family import Incident

Judge = Callable[[Incident], bool]
CUT = 10


@dataclass(frozen=True)
class Query:
    """`best` documents are what was meant (grade 2), `good` ones are near it (grade 1)."""

    kind: str
    text: str
    best: Judge
    good: Judge

    def grade(self, incident: Incident) -> int:
        return 2 if self.best(incident) else 1 if self.good(incident) else 0


def nothing(_: Incident) -> bool:
    return False


def field(text: str, best: Judge, good: Judge = nothing) -> Query:
    return Query("field", text, best, good)


def words(text: str, best: Judge, good: Judge = nothing) -> Query:
    return Query("literal", text, best, good)


def paraphrase(text: str, best: Judge, good: Judge = nothing) -> Query:
    return Query("paraphrase", text, best, good)


def of(fault: str) -> Judge:
    return lambda incident: incident.fault == fault


def faults(*names: str) -> Judge:
    return lambda incident: incident.fault in names


def ndcg(grades: Sequence[int], everything: Sequence[int]) -> float | None:
    """Of the grades in the order found, beside the best order possible; None where nothing is relevant."""
    best = _gain(sorted(everything, reverse=True))
    return _gain(grades) / best if best else None


def _gain(grades: Sequence[int]) -> float:
    return sum((float(2**grade) - 1) / log2(place + 2) for place, grade in enumerate(grades[:CUT]))
