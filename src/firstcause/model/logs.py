"""Lines of services' logs, and what a window of them says.

The words that sources and diagnosis share. A line that anybody keeps has no secrets in it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from firstcause.model.evidence import LogMatched
from firstcause.model.window import Window

LogRole = Literal["client", "server", "proxy"]
AtFault = Literal["client", "server", "either"]


class LogSeverity(StrEnum):
    """As far as we tell them apart; what a line does not say is `info`."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line, decoded. `at` is the line's own time, or when it was read; `peer` is whom it speaks of, "" if unsaid.

    `message` holds the message and the error behind it. Secrets are gone from all texts, and lengths are bounded.
    """

    service: str
    at: datetime
    severity: LogSeverity
    message: str
    role: LogRole | None = None
    peer: str = ""
    trace: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class HandshakeLines:
    """Lines of one service that tell of failed handshakes with one peer, for one reason; `lines` are a few of them.

    `role` is the part that the service played; `code` is the likeliest fault by the words of the lines, and `at_fault`
    whose it is by them. `count_before` is from the window before, which may be of another length.
    """

    service: str
    role: LogRole | None
    peer: str
    code: str
    count: int
    lines: tuple[str, ...]
    at_fault: AtFault = "either"
    count_before: int = 0

    def matched(self) -> LogMatched:
        """As evidence."""
        part = f" as {self.role}" if self.role else ""
        towards = f" with {self.peer}" if self.peer else ""
        return LogMatched(self.service, f"{self.code}{part}{towards}", self.count, self.lines)


@dataclass(frozen=True, slots=True)
class TemplateLines:
    """Lines of one service, warnings or worse, that differ in figures and names only; counted now and before."""

    service: str
    template: str
    count: int
    count_before: int
    lines: tuple[str, ...]

    def matched(self) -> LogMatched:
        """As evidence."""
        return LogMatched(self.service, self.template, self.count, self.lines)


@dataclass(frozen=True, slots=True)
class LogTally:
    """What the logs say of `window`: failed handshakes, the most frequent first; templates, the greatest rise first.

    `problems` are reasons for which some lines could not be read: counts are then lower bounds.
    """

    window: Window
    before: Window
    handshakes: tuple[HandshakeLines, ...] = ()
    templates: tuple[TemplateLines, ...] = ()
    problems: tuple[str, ...] = ()
