"""What must hold before anything is done, and how long we wait to see whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstcause.model.window import Window


@dataclass(frozen=True, slots=True)
class MitigatePolicy:
    """`veto` is the time in which a person may still refuse an automatic plan; `verify_within` bounds the wait for
    health after a rollback; `quiet` is how long health must last.

    `cool_down` is how long a service is left alone after an automatic mitigation. Nothing automatic happens within a
    `freeze`, nor while `freeze_file` is there.
    """

    confidence: float = 0.85
    kinds_of_evidence: int = 2
    veto: timedelta = timedelta(0)
    verify_within: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(seconds=2)
    cool_down: timedelta = timedelta(hours=24)
    freeze: tuple[Window, ...] = ()
    freeze_file: str = ""

    def frozen(self, now: datetime) -> Window | None:
        """The freeze that lasts now; its first moment belongs to it, its last does not."""
        return next((w for w in self.freeze if w.start <= now < w.end), None)
