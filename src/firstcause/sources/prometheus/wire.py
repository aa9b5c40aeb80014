"""The server's JSON as values. What is not of the promised shape is refused as a whole; NaN and infinity are left out.

It knows the answers of Prometheus' HTTP API, which VictoriaMetrics speaks too; it knows nothing of HTTP.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstcause.sources.prometheus.errors import ForeignAnswerError, PrometheusError

_ANOTHER_URL: Final = "is this the URL of the server's API?"
_PASSING: Final = ("timeout", "unavailable", "internal", "canceled")
_SHOWN: Final = 300  # characters of a server's own words
_PART: Final = re.compile(r"([0-9.]+)(ms|s|m|h|d)")
_SECONDS: Final[Mapping[str, float]] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class RawSeries:
    """One series: its labels without the metric's name, its times in Unix seconds (ascending), and its values."""

    labels: Mapping[str, str]
    at: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What the server scrapes: its labels, its URL, and how it fared. `interval_seconds` is 0 where it is not told."""

    labels: Mapping[str, str]
    url: str
    up: bool
    last_error: str
    interval_seconds: float

    @property
    def job(self) -> str:
        """The scrape configuration that found it."""
        return self.labels.get("job", "")

    @property
    def instance(self) -> str:
        """`host:port`, unless it was relabelled."""
        return self.labels.get("instance", "")


def data(body: bytes) -> Any:
    """The answer's `data`, or PrometheusError with the server's own words. `Any`: it is decoded by the others here."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise ForeignAnswerError("the answer is no JSON", hint=_ANOTHER_URL) from None
    if not isinstance(answer, dict) or answer.get("status") not in ("success", "error"):
        raise ForeignAnswerError("the answer is JSON of another kind", hint=_ANOTHER_URL)
    if answer["status"] == "error":
        kind = str(answer.get("errorType", "error"))
        raise PrometheusError(f"{kind}: {str(answer.get('error', ''))[:_SHOWN]}", retryable=kind in _PASSING)
    return answer.get("data")


def series(answer: Any) -> list[RawSeries]:
    """The series of a vector or of a matrix."""
    try:
        return [_series(one) for one in answer["result"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PrometheusError(f"the answer holds no series: {type(error).__name__}") from None


def _series(one: Any) -> RawSeries:
    if "histogram" in one or "histograms" in one:
        raise PrometheusError("native histograms are not read", hint="keep classic buckets too, or use own queries")
    points = sorted((float(at), float(value)) for at, value in (one["values"] if "values" in one else [one["value"]]))
    kept = [(at, value) for at, value in points if math.isfinite(value)]
    labels = {str(name): str(value) for name, value in one["metric"].items() if name != "__name__"}
    float(labels.get("le", "0"))  # a bucket without a bound is no bucket: a ValueError here, and not later
    return RawSeries(labels, tuple(at for at, _ in kept), tuple(value for _, value in kept))


def words(answer: Any) -> list[str]:
    """A list of strings, as label values come."""
    if answer is None:  # VictoriaMetrics' and Prometheus' way to say that there are none
        return []
    if not isinstance(answer, list) or not all(isinstance(word, str) for word in answer):
        raise PrometheusError("the answer is no list of names")
    return answer


def targets(answer: Any) -> list[Target]:
    """The active targets."""
    try:
        return [_target(one) for one in answer["activeTargets"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise PrometheusError(f"the answer holds no targets: {type(error).__name__}") from None


def _target(one: Any) -> Target:
    labels = {str(name): str(value) for name, value in one["labels"].items()}
    error = str(one.get("lastError", ""))[:_SHOWN]
    interval = duration_seconds(str(one.get("scrapeInterval", "")))
    return Target(labels, str(one.get("scrapeUrl", "")), one.get("health") == "up", error, interval)


def version(answer: Any) -> str:
    """The server's version; "unknown" where it does not say."""
    return str(answer.get("version", "unknown")) if isinstance(answer, dict) else "unknown"


def duration_seconds(text: str) -> float:
    """Go's and Prometheus' way to write a length of time (`1m30s`), in seconds; 0 for anything else."""
    parts = _PART.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        return 0.0
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)
