"""The longest, the latest, the worst: what a question wants first, or last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish

WEIGHT: Final = 6.0
_ASKED: Final = tuple(
    (measure, most, re.compile(rf"(?<![\w-])(?:the |our )?(?:{pattern})(?![\w-])"))
    for measure, most, pattern in (
        ("minutes", True, r"longest(?: lasting| running)?|most time|longest duration"),
        ("minutes", False, r"shortest|quickest|briefest|fastest (?:resolved|recovery|fixed)"),
        (
            "users",
            True,
            r"most (?:affected )?(?:users|customers|people)(?: affected| impacted)?|widest|largest|biggest|worst",
        ),
        ("users", False, r"(?:fewest|least) (?:affected )?(?:users|customers)|smallest"),
        ("errors", True, r"most (?:customer[- ]facing )?errors"),
        ("tickets", True, r"most (?:support )?tickets"),
        (
            "$",
            True,
            r"costliest|most expensive|highest (?:revenue (?:impact|loss)|cost)|biggest (?:revenue )?loss"
            r"|most (?:revenue|money)",
        ),
        ("p99", True, r"(?:highest|worst) (?:p99|latency)|slowest"),
        ("error-rate", True, r"highest error rate"),
        ("day", True, r"latest|newest|most recent|recent(?:ly)?|last (?:incident|outage|one)|lately"),
        ("day", False, r"oldest|earliest|first (?:incident|outage|one|ever)"),
    )
)


def extremes(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """Documents by their place in that order; the first of them has all that was wished for."""
    # "worst latency" is no "worst": the longer words are taken first.
    for measure, most, pattern in sorted(_ASKED, key=lambda one: one[0] in ("users", "day")):
        for match in rest.take(pattern):
            ordered = shelf.by_day() if measure == "day" else shelf.ordered(measure)
            places = ordered if most else ordered[::-1]
            degrees = {number: 0.5 + 0.5 * (place + 1) / len(places) for place, number in enumerate(places)}
            yield Wish(match[0].removeprefix("the "), degrees, WEIGHT)
