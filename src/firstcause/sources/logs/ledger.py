"""What one service's lines said: every line is looked at once, counted, and forgotten but for a few examples.

It knows which lines are worth counting: those that `explain` finds a failed handshake in, and warnings or worse. It
reads no file; lines are handed to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from firstcause.model.logs import AtFault, HandshakeLines, LogLine, LogRole, LogSeverity, TemplateLines
from firstcause.model.window import Window
from firstcause.sources.logs.counts import Counts
from firstcause.sources.logs.template import template_of
from firstcause.tls.explain.explain import explain

MAX_EXPLAINED: Final = 1000  # characters of a message that are explained
MOST: Final = 50  # kinds of lines in one tally
BAD: Final = frozenset({LogSeverity.WARNING, LogSeverity.ERROR})
OTHERS: Final = "(other lines)"
# Most lines never mention TLS: they are told by this alone.
_WORTH_EXPLAINING: Final = ("ssl", "tls", "handshak", "certificate", "x509", "alert", "eof", "reset", "curl: ")
# Of the rest most say that all is well: without any of these words a line is no warning.
_LEVELS: Final = ("warn", "err", "crit", "fatal", "emerg", "panic", "severe")
_NUMBERED: Final = re.compile(r"(?:level|lvl|severity|priority)\W{1,4}\d")


@dataclass(frozen=True, slots=True)
class HandshakeKey:
    """What failed handshakes are told apart by."""

    role: LogRole | None
    peer: str
    code: str
    at_fault: AtFault = "either"


class ServiceLedger:
    """The counts of one service. Not safe for threads: its watch holds a lock."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._handshakes: Counts[HandshakeKey] = Counts(HandshakeKey(None, "", "tls/peer-internal-error"))
        self._templates: Counts[str] = Counts(OTHERS)

    def take(self, line: LogLine, now: datetime) -> None:
        """Count a line."""
        key = handshake_in(line)
        if key is not None:
            self._handshakes.add(key, line.at, line.raw, now)
        if line.severity in BAD:
            self._templates.add(template_of(line.message), line.at, line.raw, now)

    def forget(self, now: datetime) -> None:
        """Drop what is too old."""
        self._handshakes.forget(now)
        self._templates.forget(now)

    def handshakes(self, window: Window, before: Window) -> Iterator[HandshakeLines]:
        """Failed handshakes of the window, the most frequent first."""
        then = self._handshakes.within(before)
        for key, count in self._handshakes.within(window).most_common(MOST):
            lines = self._handshakes.examples(key, window)
            told = (self._service, key.role, key.peer, key.code, count, lines)
            yield HandshakeLines(*told, at_fault=key.at_fault, count_before=then[key])

    def templates(self, window: Window, before: Window) -> Iterator[TemplateLines]:
        """Templates of the window, those first that rose most in figures a second."""
        now, then = self._templates.within(window), self._templates.within(before)
        scale = window.seconds / before.seconds if before.seconds else 0.0
        for template in sorted(now, key=lambda t: (then[t] * scale - now[t], t))[:MOST]:
            lines = self._templates.examples(template, window)
            yield TemplateLines(self._service, template, now[template], then[template], lines)


def worth_reading(text: str) -> bool:
    """Whether a line, as it was written, could be counted at all: a glance, before anything is decoded."""
    lowered = text.lower()
    if any(word in lowered for words in (_LEVELS, _WORTH_EXPLAINING) for word in words):
        return True
    return _NUMBERED.search(lowered) is not None


def handshake_in(line: LogLine) -> HandshakeKey | None:
    """The failed handshake of which a line tells; None for every other line."""
    lowered = line.message.lower()
    if not any(word in lowered for word in _WORTH_EXPLAINING):
        return None
    role, code, at_fault = _explained(line.message[:MAX_EXPLAINED], line.role)
    return HandshakeKey(role, line.peer, code, at_fault) if code else None


@lru_cache(maxsize=2048)
def _explained(message: str, role: LogRole | None) -> tuple[LogRole | None, str, AtFault]:
    """A fault repeats the same words a thousand times: they are explained once."""
    found = explain(message, role=role)
    return found.role, found.causes[0].code if found.causes else "", found.side_at_fault or "either"
