"""Reads the logs for diagnosis: lines that have become more, each kind of them kept as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from firstcause.diagnose.case import Logged, Risen
from firstcause.engine.notebook import Notebook
from firstcause.model.evidence import Unobserved
from firstcause.model.logs import HandshakeLines, TemplateLines
from firstcause.model.window import Window
from firstcause.ports import LogSource

LEAST: Final = 3  # lines: whoever is reachable from anywhere sees odd handshakes all day
GROWTH: Final = 3.0  # times what the window before leads to expect


def read(
    logs: LogSource, notebook: Notebook, window: Window, before: Window, now: datetime
) -> tuple[tuple[Logged, ...], tuple[Risen, ...]]:
    """What is worth telling; nothing where no log can be read (`check` and `coverage` say so)."""
    tally = logs.tally(window, before)
    if isinstance(tally, Unobserved):
        return (), ()
    scale = window.seconds / before.seconds if before.seconds else 0.0
    span = f"from {window.start.isoformat()} to {window.end.isoformat()}"

    def kept(lines: HandshakeLines | TemplateLines, told: str) -> str:
        return notebook.note("logs", f"lines of {told}", now, lines.matched()).id

    handshakes = tuple(
        Logged(kept(h, f"failed handshakes {span}, {h.service}, {h.peer or 'any peer'}"), h)
        for h in tally.handshakes
        if _has_risen(h, scale)
    )
    others = tuple(
        Risen(kept(t, f"{t.service} {span}: {t.template}"), t, t.count_before * scale)
        for t in tally.templates
        if _has_risen(t, scale)
    )
    return handshakes, others


def _has_risen(lines: HandshakeLines | TemplateLines, scale: float) -> bool:
    return lines.count >= max(LEAST, GROWTH * lines.count_before * scale)
