"""How sure diagnosis must be before it names a cause, and how far back it looks for changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class DiagnosePolicy:
    """`gather` is how long we wait after the first alert before we rank at all, so that callers can complain too;
    `settle` how long before we call it inconclusive."""

    confidence: float = 0.85
    gather: timedelta = timedelta(seconds=2)
    settle: timedelta = timedelta(seconds=15)
    change_window: timedelta = timedelta(hours=2)
    traffic_window: timedelta = timedelta(minutes=2)
