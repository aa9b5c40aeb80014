"""How often does the server scrape what we ask about? Measured from the times of its samples, not guessed.

A configured interval may be overridden by a job, and pushed samples have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from firstcause.sources.prometheus.api import PrometheusApi
from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.terms import one_of
from firstcause.sources.prometheus.wire import RawSeries

DEFAULT_SECONDS: Final = 15.0  # Prometheus' own example, and the commonest
LOOKED_AT: Final = "5m"
FEWEST_SAMPLES: Final = 3


def scrape_interval(api: PrometheusApi, preset: Preset, at: float) -> float:
    """The longest interval among the targets that have the preset's requests, in seconds; 0 where nothing is seen.

    Raises PrometheusError.
    """
    return round(max((_interval(one) for one in _sampled(api, preset, at)), default=0.0), 1)


def _sampled(api: PrometheusApi, preset: Preset, at: float) -> Iterator[RawSeries]:
    """`up` of the jobs that have the metric; one series of each target where samples are pushed, without `up`."""
    for kept in preset.served:
        jobs = sorted({one.labels.get("job", "") for one in api.instant(f"count by (job) ({kept.selector})", at)})
        if jobs:
            ups = api.instant(f"up{{{one_of('job', jobs)}}}[{LOOKED_AT}]", at)
            yield from ups or api.instant(f"{kept.selector}[{LOOKED_AT}]", at)


def _interval(one: RawSeries) -> float:
    """The median, since a target may have missed scrapes."""
    return median(_between(one.at)) if len(one.at) >= FEWEST_SAMPLES else 0.0


def _between(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]
