"""When was a series born? A counter that appears under our eyes began at zero, and its first value is growth.

The first failures of a service are such a series. That its target was scraped before and did not show it is told by
`up`; where the target has no `up` (samples were pushed), by any other series of the metric that it had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from firstcause.sources.prometheus.api import PrometheusApi
from firstcause.sources.prometheus.terms import length, one_of
from firstcause.sources.prometheus.wire import RawSeries

MOST_INSTANCES: Final = 200  # asked about in one question: a selector has to end somewhere
JITTER_SECONDS: Final = 0.05  # of the times of one scrape, where a server adjusts them
_Target = tuple[str, str]


def born(api: PrometheusApi, metric: str, raw: Sequence[RawSeries], at: float, reach: float, late: float) -> set[int]:
    """Which of these series (by their place) were born within (at - reach, at].

    `late` is a time after which a series is suspected: all others may have been there before. Raises PrometheusError.
    """
    suspects = {place: one for place, one in enumerate(raw) if one.at and one.at[0] > late}
    if not suspects:
        return set()
    targets = {_target(one) for one in suspects.values()}
    first = dict(_first_scrapes(api, targets, at, reach))
    if targets - set(first):
        first = {**_shown_before(api, metric, at - reach), **first}
    return {place for place, one in suspects.items() if first.get(_target(one), one.at[0]) < one.at[0] - JITTER_SECONDS}


def _target(one: RawSeries) -> _Target:
    return one.labels.get("job", ""), one.labels.get("instance", "")


def _first_scrapes(
    api: PrometheusApi, targets: set[_Target], at: float, reach: float
) -> Iterable[tuple[_Target, float]]:
    """When each target was first scraped well within the range."""
    instances = sorted({instance for _, instance in targets})[:MOST_INSTANCES]
    jobs = sorted({job for job, _ in targets})
    selector = f"up{{{one_of('job', jobs)},{one_of('instance', instances)}}}"
    for one in api.instant(f"{selector}[{length(reach)}]", at):
        well = [time for time, up in zip(one.at, one.values, strict=True) if up == 1]
        if well:
            yield _target(one), well[0]


def _shown_before(api: PrometheusApi, metric: str, at: float) -> dict[_Target, float]:
    """Targets that had any series of the metric at that time."""
    return {_target(one): at for one in api.instant(f"count by (job, instance) ({metric})", at)}
