"""Whether all automatic action is halted. Asked of the log every time: whoever says stop means now."""

from __future__ import annotations

from typing import Final

from firstcause.model.facts import MitigationHalted
from firstcause.ports import EventLog

HALT: Final = "mitigation/halt"  # the stream


def halted(log: EventLog) -> bool:
    """What the last word is."""
    events = log.read(HALT)
    return bool(events) and isinstance(events[-1].fact, MitigationHalted) and not events[-1].fact.lifted
