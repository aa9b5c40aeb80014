"""What must hold before anything is done, and how long we wait to see whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class MitigatePolicy:
    """`veto` is the time in which a person may still refuse an automatic plan; `verify_within` bounds the wait for
    health after a rollback; `quiet` is how long health must last."""

    confidence: float = 0.85
    kinds_of_evidence: int = 2
    veto: timedelta = timedelta(0)
    verify_within: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(seconds=2)
