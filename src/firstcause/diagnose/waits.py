"""The callers' account of a slow service: they count how long they wait, and do not take its own word for it.

It speaks where the signals have found whose seconds they are: to the callers of a service that waits for another, the
two look alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.diagnose.case import Case
from firstcause.diagnose.localise.localisation import Localisation
from firstcause.diagnose.localise.signals import Counts, Edge
from firstcause.diagnose.signals import CALLED_SECONDS, signals
from firstcause.diagnose.testimony import Testimony
from firstcause.model.incident import Reason

LONGER: Final = 1.5  # times as long as before, a try
CODE: Final = "app/latency"
WEIGHT: Final = 0.4  # as that of calls that fail


def testify(case: Case, found: Localisation | None, service: str) -> Testimony | None:
    """Callers that wait clearly longer for the service whose latency stands out."""
    if found is None or found.would_decide or case.since is None:
        return None
    first = found.candidates[0]  # there is one where nothing is left to decide
    if (first.service, first.mechanism) != (service, "latency"):
        return None
    told = "; ".join(_longer(signals(case.answers, case.since).edges, service))
    reason = Reason(f"its callers wait longer for it: {told}", (case.answers[CALLED_SECONDS].id,))
    return Testimony("calls", WEIGHT, reason, CODE) if told else None


def _longer(edges: Sequence[Edge], service: str) -> Iterator[str]:
    """`order-service 0.66 s a try, 0.08 s before`, for each caller that waits clearly longer."""
    for edge in edges:
        before, now = (_a_try(edge.waited.before), _a_try(edge.waited.during)) if edge.waited else (0.0, 0.0)
        if edge.callee == service and before and now > LONGER * before:
            yield f"{edge.caller} {now:.2g} s a try, {before:.2g} s before"


def _a_try(steps: Sequence[Counts]) -> float:
    """Seconds a try; 0 where there was none."""
    tries = sum(step.requests - step.failed for step in steps)
    return sum(step.seconds for step in steps) / tries if tries > 0 else 0.0
