"""Questions find what was meant: nDCG at 10 over graded queries, for each kind of question."""

from __future__ import annotations

import pytest
from tests.review.search import blind, family, fifth, fourth, second, third
from tests.review.search.asking import Faults, asking, means
from tests.review.search.grading import Query

SETS = {
    "blind": (blind.QUERIES, family.FAULTS),
    "second": (second.QUERIES, family.OTHER_FAULTS),
    "third": (third.QUERIES, family.FAULTS),
    "fourth": (fourth.QUERIES, family.OTHER_FAULTS),
    "fifth": (fifth.QUERIES, family.FAULTS),
}
LEAST = {"field": 0.95, "literal": 0.97, "all": 0.8}


@pytest.mark.parametrize("name", SETS)
def test_questions_by_field_by_word_and_in_other_words_find_what_was_meant(name: str) -> None:
    queries, faults = SETS[name]
    found = _means(queries, faults)
    assert {kind: score for kind, score in found.items() if score < LEAST.get(kind, 0.0)} == {}


def _means(queries: tuple[Query, ...], faults: Faults) -> dict[str, float]:
    vault = asking(faults)
    return means((query.kind, vault.score(query)) for query in queries)


def test_it_is_the_ranking_that_finds_and_not_the_size_of_the_vault() -> None:
    """Ten documents in any order would not do: they are graded far below what is asked for."""
    vault = asking()
    first = [*vault.incidents.values()][:10]
    by_chance = means((q.kind, q.grade(first[0]) / 2) for q in blind.QUERIES)
    assert by_chance["all"] < 0.3
