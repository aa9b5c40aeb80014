"""Signals by hand for tests of localisation: a service's level before and since, and requests as spans."""

from __future__ import annotations

from firstcause.diagnose.localise.signals import Counts, Load, Track
from firstcause.model.span import Span

STEPS_BEFORE, STEPS_DURING = 10, 4


def track(before: float, during: float, *, requests: float = 100, then: float | None = None, late: int = 0) -> Track:
    """Seconds a request before and since, `requests` a step (and `then` since); `late` steps of the incident are
    counted as before it."""
    past = [_slow(requests, before)] * (STEPS_BEFORE - late) + [_slow(requests, during)] * late
    return Track(tuple(past), (_slow(then or requests, during),) * STEPS_DURING)


def _slow(requests: float, level: float) -> Counts:
    return Counts(requests, 0.0, requests * level)


def failing(before: float, during: float, *, requests: float = 100) -> Track:
    """The share of requests that failed, before and since."""
    past, now = (Counts(requests, requests * share, requests * 0.01) for share in (before, during))
    return Track((past,) * STEPS_BEFORE, (now,) * STEPS_DURING)


def load(service: str, before: float, during: float, *, requests: float = 100, late: int = 0) -> Load:
    """A service that took so many seconds a request before and since."""
    return Load(service, track(before, during, requests=requests, late=late))


def span(trace: str, path: str, start: float, end: float, *, outcome: str = "ok") -> Span:
    """A span by its path: `shop/GET > shop/call > stock/query` is stock's, below shop's call. Times in seconds."""
    above, _, here = path.rpartition(" > ")
    service, name = here.split("/")
    return Span(trace, path, above, service, name, "", "", outcome, "", start, end)
