"""Reads the logs for diagnosis: lines of failed handshakes that have become more, each kept as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from firstcause.diagnose.case import Logged
from firstcause.engine.notebook import Notebook
from firstcause.model.evidence import Unobserved
from firstcause.model.window import Window
from firstcause.ports import LogSource

LEAST: Final = 3  # lines: whoever is reachable from anywhere sees odd handshakes all day
GROWTH: Final = 3.0  # times what the window before leads to expect


def read(logs: LogSource, notebook: Notebook, window: Window, before: Window, now: datetime) -> tuple[Logged, ...]:
    """What is worth telling; nothing where no log can be read (`check` and `coverage` say so)."""
    tally = logs.tally(window, before)
    if isinstance(tally, Unobserved):
        return ()
    scale = window.seconds / before.seconds if before.seconds else 0.0
    risen = [h for h in tally.handshakes if h.count >= max(LEAST, GROWTH * h.count_before * scale)]
    query = f"lines of failed handshakes from {window.start.isoformat()} to {window.end.isoformat()}"
    return tuple(
        Logged(notebook.note("logs", f"{query}, {h.service}, {h.peer or 'any peer'}", now, h.matched()).id, h)
        for h in risen
    )
