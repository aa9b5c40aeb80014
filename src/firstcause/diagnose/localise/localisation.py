"""The answer of localisation: candidates, for and against, and whether one of them stands out."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.diagnose.localise.finding import Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be to blame.

    `score` orders candidates of one localisation and means nothing beside that. `amount` in `unit` is its own excess
    by its `mechanism`; `share` (0-1) is the part of the alarm that this explains, None where no alarm was given or no
    path leads to it. `confidence` (0-1) is how often a candidate that stood out so far was the cause.
    """

    service: str
    mechanism: Kind
    score: float
    amount: float
    unit: str
    share: float | None
    evidence: tuple[str, ...]
    against: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Localisation:
    """Candidates, the best first. `would_decide` is empty when the first stands out; else it says what is missing."""

    candidates: tuple[Candidate, ...]
    would_decide: str

    @property
    def verdict(self) -> str:
        """`cause` or `inconclusive`."""
        return "inconclusive" if self.would_decide else "cause"
