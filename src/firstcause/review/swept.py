"""What a sweep came to: how many endpoints of which service have which fault, and when certificates end. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from firstcause.model.handshake import HandshakeObserved, Outcome

SOON: Final = (("expired", 0), ("within 7 days", 7), ("within 21 days", 21), ("within 90 days", 90))  # days
LATER: Final = "later"
NEXT: Final = 10  # certificates that are named


@dataclass(frozen=True, slots=True)
class Answer:
    """What a summary needs of one look. `code` is "" where there is no fault, `ends_at` that of the first to end."""

    service: str
    target: str
    outcome: Outcome
    code: str = ""
    alternatives: tuple[str, ...] = ()
    ends_at: datetime | None = None

    def may_have(self, code: str) -> bool:
        """Whether this fault was found here, or cannot be excluded."""
        return self.outcome is Outcome.FAULTY and code in {self.code, *self.alternatives}


def answer(observed: HandshakeObserved) -> Answer:
    """The same, in short."""
    ends = (c.not_after for c in observed.observed.chain)
    code = observed.failure.code if observed.failure else ""
    return Answer(
        observed.service, observed.target, observed.outcome, code, observed.alternatives, min(ends, default=None)
    )


@dataclass(slots=True)
class Summary:
    """Counts answers one by one; `now` is the moment from which days are counted."""

    now: datetime
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    may_have: Counter[str] = field(default_factory=Counter)  # by code, where it cannot be excluded
    services: dict[str, Counter[Outcome]] = field(default_factory=dict)
    ending: Counter[str] = field(default_factory=Counter)
    first_to_end: list[tuple[datetime, str]] = field(default_factory=list)

    def note(self, one: Answer) -> None:
        """One more answer."""
        self.outcomes[one.outcome] += 1
        self.services.setdefault(one.service, Counter())[one.outcome] += 1
        if one.code:
            self.causes[one.code] += 1
        if one.outcome is Outcome.FAULTY:
            self.may_have.update({one.code, *one.alternatives})
        if one.ends_at is not None:
            self.ending[_when(one.ends_at - self.now)] += 1
            self.first_to_end = sorted({*self.first_to_end, (one.ends_at, one.target)})[:NEXT]

    @property
    def looked_at(self) -> int:
        """How many answers there are."""
        return self.outcomes.total()


def _when(left: timedelta) -> str:
    return next((name for name, days in SOON if left < timedelta(days=days)), LATER)
