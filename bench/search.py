"""`firstcause search` over 10,000 documents, and how well it finds, beside plain FTS5 on the same documents.

    uv run python bench/search.py [--documents 10000]

Speed: every graded query of the tests, several rounds, in this process; the peer is SQLite's FTS5 over title and text,
asked for any of the query's words, best ten by BM25. Quality: nDCG at 10 over the vaults of 111 documents that the
queries were written for, by kind of query. `blind` are the figures before anything was tuned to those queries: they
cannot be measured again, and stand here as they were. `cpu`: the time that was computed, whoever else wanted the
processor. One JSON line; exit 1 when the 95th percentile is above 15 ms or a mean is below what we promise.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.review.search import blind, family, fifth, fourth, second, third
from tests.review.search.asking import TODAY, Asking, means
from tests.review.search.family import Incident
from tests.review.search.grading import Query, ndcg

from firstcause.app.vault.told import told
from firstcause.review.search.answer import answer
from firstcause.review.search.shelf import Shelf
from firstcause.store.search.sqlite import SqliteSearchIndex

SETS = {
    "blind": (blind.QUERIES, family.FAULTS),
    "second": (second.QUERIES, family.OTHER_FAULTS),
    "third": (third.QUERIES, family.FAULTS),
    "fourth": (fourth.QUERIES, family.OTHER_FAULTS),
    "fifth": (fifth.QUERIES, family.FAULTS),
}
BLIND = {
    "second": {"field": 0.934, "literal": 0.9, "paraphrase": 0.649, "all": 0.78},
    "third": {"field": 1.0, "literal": 1.0, "paraphrase": 0.751, "all": 0.863},
    "fourth": {"field": 0.767, "literal": 1.0, "paraphrase": 0.81, "all": 0.822},
    "fifth": {"field": 0.909, "literal": 1.0, "paraphrase": 0.868, "all": 0.891},
}
P95_MILLISECONDS = 15.0
LEAST = {"field": 0.95, "literal": 0.98, "all": 0.75}
Search = Callable[[str], Sequence[str]]


class PlainFts5:
    """The peer: one table of titles and texts, as SQLite's manual shows it."""

    def __init__(self, documents: Sequence[Incident]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE d USING fts5(path UNINDEXED, title, body, tokenize='porter')")
        rows = ((one.path, f"{one.day} - {one.fault} in {one.service}", family.text(one)) for one in documents)
        self._connection.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)

    def __call__(self, question: str) -> Sequence[str]:
        """The ten best by BM25."""
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        found = self._connection.execute("SELECT path FROM d WHERE d MATCH ? ORDER BY rank LIMIT 10", (words,))
        return [path for (path,) in found]


def main() -> int:
    """Measure both, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    quality = {name: _quality(queries, Asking(faults)) for name, (queries, faults) in SETS.items()}
    speed, seconds = _speed(given.documents, given.rounds)
    line = {"bench": "search", "ndcg": quality, "ndcg_blind": BLIND, "documents": given.documents, **speed}
    print(json.dumps(line | {"seconds": seconds}))
    kept = all(both["ours"].get(kind, 1.0) >= least for both in quality.values() for kind, least in LEAST.items())
    return 0 if kept and speed["p95_ms"] <= P95_MILLISECONDS else 1


def _quality(queries: Sequence[Query], vault: Asking) -> dict[str, dict[str, float]]:
    plain = PlainFts5([*vault.incidents.values()])
    ours = means((query.kind, vault.score(query)) for query in queries)
    peer = means((query.kind, _score(query, plain(query.text), vault)) for query in queries)
    return {"ours": _rounded(ours), "fts5": _rounded(peer)}


def _score(query: Query, paths: Sequence[str], vault: Asking) -> float | None:
    grades = [query.grade(vault.incidents[path]) for path in paths]
    return ndcg(grades, [query.grade(one) for one in vault.incidents.values()])


def _rounded(scores: dict[str, float]) -> dict[str, float]:
    return {kind: round(score, 3) for kind, score in scores.items()}


def _speed(count: int, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds a question, of ours and of the peer; and the seconds that it took to get there."""
    incidents = list(family.incidents(count))
    began = time.perf_counter()
    accounts = {one.path: ("", told(one.path, family.text(one))) for one in incidents}
    read = time.perf_counter()
    index = SqliteSearchIndex()
    index.update(accounts, ())
    indexed = time.perf_counter()
    shelf = Shelf(index.accounts())
    opened = time.perf_counter()
    questions = [query.text for queries, _ in SETS.values() for query in queries]
    ours = _times(lambda text: [one.path for one in answer(text, shelf, index, TODAY, 10)], questions, rounds)
    peer = _times(PlainFts5(incidents), questions, rounds)
    seconds = {"read": read - began, "index": indexed - read, "open": opened - indexed}
    both = ours | {f"fts5_{name}": value for name, value in peer.items()} | {"questions": len(questions) * rounds}
    return both, {name: round(value, 2) for name, value in seconds.items()}


def _times(search: Search, questions: Sequence[str], rounds: int) -> dict[str, float]:
    """Milliseconds of the clock (median, 95th percentile, worst), and of this process' own computing."""
    search(questions[0])
    taken, computed = [], []
    for _ in range(rounds):
        for question in questions:
            began, before = time.perf_counter(), time.thread_time()
            search(question)
            taken.append((time.perf_counter() - began) * 1000)
            computed.append((time.thread_time() - before) * 1000)
    return {
        "p50_ms": round(median(taken), 2),
        "p95_ms": round(quantiles(taken, n=20)[-1], 2),
        "worst_ms": round(max(taken), 2),
        "cpu_p50_ms": round(median(computed), 2),
        "cpu_p95_ms": round(quantiles(computed, n=20)[-1], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
