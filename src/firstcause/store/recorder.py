"""Writes scrapes as points, without those that say nothing new: a run of equal values is kept as its two ends.

It knows the last value of every series, so that a scrape in which little changed writes little. Nothing is lost by
that: a straight line between the two ends goes through every point that was left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, func, insert, select, update

from firstcause.eventlog.identity import canonical_json
from firstcause.model.evidence import Sample
from firstcause.store.schema import instances, points, series

RawSample = tuple[str, Mapping[str, str], float]
_Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(slots=True)
class _Run:
    """A series and its last value: at which time it is stored, and until when it was seen. This is our memory."""

    id: int
    stored_at: float
    seen_at: float
    value: float


@dataclass(slots=True)
class _Batch:
    """What one scrape adds: series that were not there, and points."""

    born: dict[_Key, float] = field(default_factory=dict)
    points: dict[tuple[int, float], float] = field(default_factory=dict)


class Recorder:
    """The memory of what was written last. For one thread at a time; `forget` after a transaction that failed."""

    def __init__(self) -> None:
        self._runs: dict[str, dict[_Key, _Run]] = {}

    def forget(self) -> None:
        """Begin again from what the database holds."""
        self._runs.clear()

    def scrape(self, connection: Connection, instance: str, at: float, samples: Iterable[RawSample]) -> None:
        """Record one whole scrape of one instance. What is not newer than the last one is dropped, as is NaN."""
        self._record(connection, instance, at, samples)
        # `last_at` never goes back, even if the clock of the host did.
        seen = update(instances).where(instances.c.instance == instance).values(scraped_at=instances.c.last_at)
        connection.execute(seen)

    def samples(self, connection: Connection, metric: str, samples: Iterable[Sample]) -> None:
        """Record samples of one metric, of any instances and times; the last of each run is stored as well."""
        ordered = sorted(samples, key=_moment)
        for (at, instance), group in groupby(ordered, key=_moment):
            self._record(connection, instance, at, [(metric, _unplaced(sample), sample.value) for sample in group])
        for instance in {sample.labels.get("instance", "") for sample in ordered}:
            _close_runs(connection, self._runs[instance].values())

    def _record(self, connection: Connection, instance: str, at: float, samples: Iterable[RawSample]) -> None:
        if instance not in self._runs:
            self._runs[instance] = _load(connection, instance)
        runs = self._runs[instance]
        batch = _compared(runs, at, samples)
        seen_before = _see(connection, instance, at)
        for key, run in _insert_series(connection, instance, at, batch.born, from_zero=seen_before).items():
            runs[key] = run
            batch.points[run.id, at] = run.value
        _insert_points(connection, batch.points)


def _moment(sample: Sample) -> tuple[float, str]:
    return sample.at.timestamp(), sample.labels.get("instance", "")


def _unplaced(sample: Sample) -> Mapping[str, str]:
    return {name: value for name, value in sample.labels.items() if name != "instance"}


def _own(labels: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """`instance` is ours to give; what the target says of itself becomes `exported_instance`, as in Prometheus."""
    if "instance" not in labels:
        return frozenset(labels.items())
    return frozenset(("exported_instance" if name == "instance" else name, value) for name, value in labels.items())


def _compared(runs: Mapping[_Key, _Run], at: float, samples: Iterable[RawSample]) -> _Batch:
    batch = _Batch()
    for metric, labels, value in samples:
        if math.isnan(value):  # the text format's "no value", as of a summary without observations
            continue
        key = (metric, _own(labels))
        run = runs.get(key)
        if run is None:
            batch.born[key] = value
        elif at > run.seen_at:
            _extend(run, at, value, batch.points)
    return batch


def _extend(run: _Run, at: float, value: float, stored: dict[tuple[int, float], float]) -> None:
    """The next value of a known series: nothing to store while it stays; the run's end and the new value otherwise."""
    if value != run.value:
        if run.seen_at > run.stored_at:
            stored[run.id, run.seen_at] = run.value
        stored[run.id, at] = value
        run.stored_at, run.value = at, value
    run.seen_at = at


def _load(connection: Connection, instance: str) -> dict[_Key, _Run]:
    """What a former process knew. A series was last seen in the last whole scrape, or when it last changed."""
    scraped_at = connection.scalar(select(instances.c.scraped_at).where(instances.c.instance == instance)) or 0.0
    near = points.alias()
    last = select(func.max(near.c.at)).where(near.c.series_id == series.c.id).scalar_subquery()
    known = select(series.c.id, series.c.metric, series.c.labels, points.c.at, points.c.value).join_from(
        series, points, (points.c.series_id == series.c.id) & (points.c.at == last)
    )
    rows = connection.execute(known.where(series.c.instance == instance))
    return {
        (row.metric, _without_instance(row.labels)): _Run(row.id, row.at, max(row.at, scraped_at), row.value)
        for row in rows
    }


def _without_instance(labels: str) -> frozenset[tuple[str, str]]:
    pairs: dict[str, str] = json.loads(labels)
    return frozenset((name, value) for name, value in pairs.items() if name != "instance")


def _see(connection: Connection, instance: str, at: float) -> bool:
    """Note that the instance was looked at; whether it had been before."""
    first_at = connection.scalar(select(instances.c.first_at).where(instances.c.instance == instance))
    if first_at is None:
        connection.execute(insert(instances).values(instance=instance, first_at=at, last_at=at))
        return False
    later = (instances.c.instance == instance) & (instances.c.last_at < at)
    connection.execute(update(instances).where(later).values(last_at=at))
    return bool(first_at < at)


def _insert_series(
    connection: Connection, instance: str, at: float, born: Mapping[_Key, float], *, from_zero: bool
) -> dict[_Key, _Run]:
    if not born:
        return {}
    first_id = (connection.scalar(select(func.max(series.c.id))) or 0) + 1  # ours alone: the transaction writes
    runs = {key: _Run(number, at, at, value) for number, (key, value) in enumerate(born.items(), first_id)}
    rows = [
        {
            "id": run.id,
            "metric": metric,
            "labels": canonical_json({**dict(labels), "instance": instance}).decode(),
            "instance": instance,
            "born_at": at,
            "from_zero": int(from_zero),
        }
        for (metric, labels), run in runs.items()
    ]
    connection.execute(insert(series), rows)
    return runs


def _close_runs(connection: Connection, runs: Iterable[_Run]) -> None:
    """Store the last point of runs that go on: no later scrape will tell that they were seen until then."""
    open_runs = [run for run in runs if run.seen_at > run.stored_at]
    _insert_points(connection, {(run.id, run.seen_at): run.value for run in open_runs})
    for run in open_runs:
        run.stored_at = run.seen_at


def _insert_points(connection: Connection, stored: Mapping[tuple[int, float], float]) -> None:
    rows = [{"series_id": number, "at": at, "value": value} for (number, at), value in stored.items()]
    if rows:
        connection.execute(insert(points), rows)
