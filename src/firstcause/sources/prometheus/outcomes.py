"""How a request ended, from what metrics systems keep: a status, and a histogram of durations.

`failed` follows from the status, `slow` from the bucket boundary nearest to the service's objective. That a request
was retried on the way they do not know, and it is said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from firstcause.counting.answers import matches
from firstcause.model.query import Matcher
from firstcause.sources.prometheus.preset import Kept
from firstcause.sources.prometheus.reasons import Untranslatable
from firstcause.sources.prometheus.terms import Term, quoted

KNOWN: Final = ("failed", "slow", "ok")
RETRIED: Final = "requests that succeeded after a retry are not told apart"


def outcome_terms(
    kept: Kept, base: Term, wanted: Sequence[Matcher], boundaries: Sequence[str], objective_seconds: float
) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms that add up to requests of the wanted outcomes, and what a reader should know of them.

    Each has its outcome as a fixed label. Raises Untranslatable.
    """
    chosen = {outcome for outcome in KNOWN if matches({"outcome": outcome}, wanted)}
    if not chosen:
        asked = ", ".join(matcher.promql() for matcher in wanted)
        raise Untranslatable(f"the server does not know {asked}: it tells {', '.join(KNOWN)} apart")
    if kept.failing is None:
        raise Untranslatable(f"nothing tells which of {kept.count} failed")
    failed = _ending(base, kept.failing.failed, "failed")
    succeeded = _ending(base, kept.failing.succeeded, "ok")
    terms = (failed,) if "failed" in chosen else ()
    if chosen >= {"slow", "ok"}:
        return (*terms, succeeded), ()
    if not chosen & {"slow", "ok"}:
        return terms, ()
    fast, note = _fast(kept, succeeded, boundaries, objective_seconds)
    notes = (note, RETRIED) if "slow" in chosen else (note,)
    if "ok" in chosen:
        return (*terms, fast), notes
    return (
        *terms,
        replace(succeeded, fixed={"outcome": "slow"}),
        replace(fast, fixed={"outcome": "slow"}, sign=-1),
    ), notes


def _ending(base: Term, condition: str, outcome: str) -> Term:
    return replace(base, conditions=(*base.conditions, condition), fixed={"outcome": outcome})


def _fast(kept: Kept, succeeded: Term, boundaries: Sequence[str], objective_seconds: float) -> tuple[Term, str]:
    """Successes at or below the boundary nearest to the objective."""
    finite = [text for text in boundaries if math.isfinite(_seconds(kept, text))]
    if not finite:
        raise Untranslatable(f"no histogram of {kept.count} tells which requests were slow")
    nearest = min(finite, key=lambda text: abs(_seconds(kept, text) - objective_seconds))
    fast = replace(
        succeeded, metric=f"{kept.histogram}_bucket", conditions=(*succeeded.conditions, quoted("le", "=", nearest))
    )
    boundary = _seconds(kept, nearest)
    near = "the objective" if boundary == objective_seconds else f"the boundary nearest to {objective_seconds:g} s"
    return fast, f"slow: longer than {boundary:g} s, {near}"


def _seconds(kept: Kept, boundary: str) -> float:
    try:
        return round(float(boundary) * kept.unit_seconds, 9)
    except ValueError:
        return math.nan
