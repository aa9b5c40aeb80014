"""How fast does a service burn what its objective allows? Multi-window burn rates (Google, "The Site Reliability
Workbook", 2018, chapter 5, sixth approach).

A burn rate of 1 spends exactly the allowed share of bad answers. A row asks for a rate over a long window, which tells
that it matters, and over a short one, which tells that it still goes on. Failed answers and late ones have a budget
each. Pure: what was counted is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstcause.detect.policy import BurnRow, DetectPolicy
from firstcause.model import telemetry
from firstcause.model.evidence import Evidence, MetricSampled
from firstcause.model.incident import Urgency
from firstcause.model.query import Query
from firstcause.model.service import Objective, Service
from firstcause.model.window import Window

ERRORS, LATENCY = "app/errors", "app/latency"
# An objective of 100 % allows nothing; this is what we take it to mean, so that a rate can be told.
LEAST_ALLOWED = 1e-6


@dataclass(frozen=True, slots=True)
class Tally:
    """What a service answered in a window: `late` came after the objective's time, or only after a retry."""

    requests: float
    failed: float
    late: float


@dataclass(frozen=True, slots=True)
class Count:
    """The tallies of one window, by service, and the evidence for them."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


Counts = Mapping[timedelta, Count]


@dataclass(frozen=True, slots=True)
class Burning:
    """A row that burns: which budget, and how fast in the long window."""

    code: str
    row: BurnRow
    tally: Tally
    bad: float
    allowed: float

    @property
    def summary(self) -> str:
        """`42 of 200 requests failed in 10 s, 21.0 % where 0.1 % is allowed`; the share is that of the counts shown."""
        how = "failed" if self.code == ERRORS else "were answered late"
        seconds = self.row.long.total_seconds()
        share = 100 * round(self.bad) / max(round(self.tally.requests), 1)
        return (
            f"{self.bad:.0f} of {self.tally.requests:.0f} requests {how} in {seconds:.0f} s, "
            f"{share:.1f} % where {100 * self.allowed:g} % is allowed"
        )


def windows(policy: DetectPolicy) -> list[timedelta]:
    """The windows that the rows ask for, the shortest first."""
    return sorted({length for row in policy.burn for length in (row.long, row.short)})


def question(length: timedelta, now: datetime) -> Query:
    """What to ask the telemetry about one window."""
    return telemetry.answered(Window.before(now, length.total_seconds()))


def read(answer: Evidence) -> Count:
    """The answer to `question`; empty where the telemetry is silent."""
    if not isinstance(answer.observation, MetricSampled):
        return Count()
    counted: dict[str, dict[str, float]] = {}
    for sample in answer.observation.samples:
        outcomes = counted.setdefault(sample.labels.get("service", ""), {})
        outcome = sample.labels.get("outcome", "")
        outcomes[outcome] = outcomes.get(outcome, 0.0) + sample.value
    return Count({name: _tally(outcomes) for name, outcomes in counted.items() if name}, (answer.id,))


def burning(service: Service, counts: Counts, policy: DetectPolicy) -> Burning | None:
    """The first row that burns, pages before tickets; None where all is within the objective or nobody counted."""
    rows = sorted(policy.burn, key=lambda row: row.urgency is not Urgency.PAGE)
    return next((found for row in rows if (found := _burns(service, counts, row, policy.failed_least))), None)


def calm(service: Service, counts: Counts, policy: DetectPolicy) -> bool:
    """Whether no short window burns half as fast as its row asks for: an alert that fires at a rate and resolves just
    below it would flap. A window without requests proves nothing."""
    shorts = [(row, _tally_of(service, counts, row.short)) for row in policy.burn]
    return all(
        tally is not None and tally.requests and all(r < row.rate / 2 for _, _, _, r in _budgets(tally, service))
        for row, tally in shorts
    )


def evidence(found: Burning, counts: Counts) -> tuple[str, ...]:
    """What a burning row was counted from."""
    return (*counts[found.row.long].evidence, *counts[found.row.short].evidence)


def _burns(service: Service, counts: Counts, row: BurnRow, least: int) -> Burning | None:
    long, short = _tally_of(service, counts, row.long), _tally_of(service, counts, row.short)
    if long is None or short is None:
        return None
    quick = {code: rate for code, _, _, rate in _budgets(short, service)}
    for code, bad, allowed, rate in _budgets(long, service):
        if bad >= least and rate >= row.rate and quick[code] >= row.rate:
            return Burning(code, row, long, bad, allowed)
    return None


def _budgets(tally: Tally, service: Service) -> Iterator[tuple[str, float, float, float]]:
    """Code, bad answers, the allowed share, and the burn rate, of each budget."""
    for code, bad, allowed in (
        (ERRORS, tally.failed, _allowed(service.objective, ERRORS)),
        (LATENCY, tally.late, _allowed(service.objective, LATENCY)),
    ):
        share = bad / tally.requests if tally.requests else 0.0
        yield code, bad, allowed, share / allowed


def _allowed(objective: Objective, code: str) -> float:
    return max(1 - (objective.success if code == ERRORS else objective.on_time), LEAST_ALLOWED)


def _tally_of(service: Service, counts: Counts, length: timedelta) -> Tally | None:
    count = counts.get(length)
    return count.tallies.get(service.name) if count else None


def _tally(outcomes: Mapping[str, float]) -> Tally:
    requests, failed = sum(outcomes.values()), outcomes.get("failed", 0.0)
    return Tally(requests, failed, requests - failed - outcomes.get("ok", 0.0))
