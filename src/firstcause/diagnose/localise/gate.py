"""When nothing stands out: what a ranking must show before it is called a cause, and how sure one may be of it."""

from __future__ import annotations

from collections.abc import Sequence

from firstcause.diagnose.localise.localisation import Candidate
from firstcause.diagnose.localise.spine import Book

# What an entry's users hardly notice: a tenth of its latency, one request in two hundred.
LEAST_RISE = 0.1
LEAST_FAILING = 0.005
# Below this worth all that was found is drift.
LEAST_SCORE = 0.1
# A second candidate with this share of the first one's worth cannot be told from it.
TOO_CLOSE = 0.9
# The first one's share of the worth of the best two, and how often such a first one was the cause (development cases).
STANDING = ((0.8, 0.9), (0.6, 0.75), (0.0, 0.5))
# Unless its evidence is this loud, or explains most of the alarm, the best of a weak field is no more than a guess.
LOUD, MOST, DOUBTFUL = 0.3, 0.5, 0.5


def would_decide(ranked: Sequence[Candidate], spine: Sequence[Book]) -> str:
    """Empty when the first candidate stands out; else what would decide."""
    watched = [book for book in spine if book.width is not None]
    if watched and not any(_felt(book) for book in watched):
        return f"{watched[0].alarm} is as it was before: a longer look at it, or the alarm's own query, would decide"
    if not ranked or ranked[0].score < LEAST_SCORE:
        return "no service differs from its own past: spans, or the metrics of the services without any, would decide"
    if len(ranked) > 1 and ranked[1].score > TOO_CLOSE * ranked[0].score:
        first, second = ranked[0].service, ranked[1].service
        return f"{first} and {second} differ equally from their past: spans of both, or their resources, would decide"
    return ""


def _felt(book: Book) -> bool:
    """Whether the entry that alarms differs from its own past at all."""
    account = book.accounts[book.alarm]
    rise = account.level - account.baseline
    return rise >= (LEAST_FAILING if book.kind == "errors" else LEAST_RISE * account.baseline) and sum(account.mass) > 0


def confidences(scores: Sequence[float], explained: float) -> list[float]:
    """How likely each candidate of a ranking is the cause; the others share what the first one leaves.

    `explained` is the part of the alarm (0-1) that the first one explains; 0 where no alarm was given.
    """
    if not scores:
        return []
    runner_up = scores[1] if len(scores) > 1 else 0.0
    standing = scores[0] / (scores[0] + runner_up) if scores[0] else 0.0
    convincing = scores[0] >= LOUD or explained >= MOST
    first = next(sure for least, sure in STANDING if standing >= least and (convincing or sure <= DOUBTFUL))
    rest = sum(scores[1:])
    return [first, *(round((1 - first) * score / rest, 2) if rest else 0.0 for score in scores[1:])]
