"""Whether all automatic action is halted, and by whom. Asked of the log every time: whoever says stop means now."""

from __future__ import annotations

from typing import Final

from firstcause.model.facts import MitigationHalted
from firstcause.model.mitigation import Halt
from firstcause.ports import EventLog

HALT: Final = "mitigation/halt"  # the stream


def standing(log: EventLog) -> Halt | None:
    """The halt that stands, by the last word in the log; None where it was lifted, or nobody ever halted."""
    last = next(iter(log.read(HALT)[-1:]), None)
    if last is None or not isinstance(last.fact, MitigationHalted) or last.fact.lifted:
        return None
    return Halt(last.fact.reason, last.actor.name, last.occurred_at)
