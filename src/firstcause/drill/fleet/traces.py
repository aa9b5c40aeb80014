"""Trace context as W3C writes it, and spans as values. Sending them is `otlp`'s business."""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

HEADER = "traceparent"
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")

SpanKind = Literal["server", "client"]


@dataclass(frozen=True, slots=True)
class TraceContext:
    """Where in a trace we are: `span` is the present span, `parent` the one above ("" at the root). Hex digits."""

    trace: str
    span: str
    parent: str = ""

    @classmethod
    def received(cls, header: str) -> TraceContext:
        """A new span below the caller's, or in a new trace when the header says nothing usable."""
        found = _TRACEPARENT.fullmatch(header)
        if found is None:
            return cls(os.urandom(16).hex(), _span_id())
        return cls(found[1], _span_id(), found[2])

    def child(self) -> TraceContext:
        """A new span below this one."""
        return TraceContext(self.trace, _span_id(), self.span)

    @property
    def header(self) -> str:
        """As it is sent along (W3C Trace Context, section 3.2); always sampled."""
        return f"00-{self.trace}-{self.span}-01"


@dataclass(frozen=True, slots=True)
class FinishedSpan:
    """A span that ended. `start` and `end` are Unix seconds; `error` is "" when it went well."""

    context: TraceContext
    name: str
    kind: SpanKind
    start: float
    end: float
    attributes: Mapping[str, str]
    error: str = ""


class SpanBuffer:
    """Spans on their way out: the newest `bound`, in order. Full means that the oldest is given up and counted."""

    def __init__(self, bound: int = 5000) -> None:
        self._spans: deque[FinishedSpan] = deque()
        self._bound = bound
        self._lock = threading.Lock()
        self._dropped = 0

    def add(self, span: FinishedSpan) -> None:
        """Keep a span until it is taken."""
        with self._lock:
            self._spans.append(span)
            self._shorten()

    def take(self, limit: int) -> list[FinishedSpan]:
        """The oldest spans, at most `limit`; they are no longer here."""
        with self._lock:
            return [self._spans.popleft() for _ in range(min(limit, len(self._spans)))]

    def give_back(self, spans: Sequence[FinishedSpan]) -> None:
        """Put taken spans back to where they were."""
        with self._lock:
            self._spans.extendleft(reversed(spans))
            self._shorten()

    def dropped(self) -> int:
        """How many were given up since the last time somebody asked."""
        with self._lock:
            number, self._dropped = self._dropped, 0
            return number

    def _shorten(self) -> None:
        while len(self._spans) > self._bound:
            self._spans.popleft()
            self._dropped += 1


def _span_id() -> str:
    return os.urandom(8).hex()
