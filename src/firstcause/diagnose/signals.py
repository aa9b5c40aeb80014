"""From the answers of the telemetry to what localisation looks at: loads and edges, in steps before and since.

Only answers that came at the first try tell how long a service takes: what was retried waited for somebody else, and a
refusal is quick. It asks nobody anything itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from firstcause.diagnose.localise.signals import Counts, Edge, Load, Signals, Track
from firstcause.model import telemetry
from firstcause.model.evidence import Evidence, MetricSampled, Sample
from firstcause.model.incident import Incident
from firstcause.model.query import Query
from firstcause.model.window import Window

SERVED, SERVED_SECONDS = "served", "served seconds"
CALLED, CALLED_SECONDS = "called", "called seconds"
AT_FIRST_TRY = ("ok", "slow")
NOT_AT_FIRST_TRY = ("failed", "retried")  # whoever retries hides the failures below from its callers, not from us
MOST_STEPS = 240

Key = tuple[str, ...]
Series = Mapping[Key, Mapping[datetime, float]]


def border(incident: Incident, resolution: timedelta) -> datetime | None:
    """From when on the harm may have been felt: the onset where it is known, else the first alert, and a step more."""
    began, opened = incident.milestones.began, incident.opened_at
    return min(began.at, opened) - resolution if began and opened else opened and opened - resolution


def questions(since: datetime, baseline: timedelta, resolution: timedelta, settled: datetime) -> dict[str, Query]:
    """Four queries, by name of the answer, over the baseline and since, in equal steps that meet at `since`."""
    step = max(resolution, baseline / MOST_STEPS)
    steps = -(-baseline // step)
    window, seconds = Window(since - steps * step, settled), step.total_seconds()
    return {
        SERVED: telemetry.answered(window, step_seconds=seconds),
        SERVED_SECONDS: telemetry.answering_seconds(window, step_seconds=seconds),
        CALLED: telemetry.called(window, step_seconds=seconds),
        CALLED_SECONDS: telemetry.calling_seconds(window, step_seconds=seconds),
    }


def signals(answers: Mapping[str, Evidence], since: datetime) -> Signals:
    """What the answers hold; empty where they are silent."""
    served, seconds = _read(answers, SERVED, ("service",)), _read(answers, SERVED_SECONDS, ("service",), AT_FIRST_TRY)
    failed = _read(answers, SERVED, ("service",), NOT_AT_FIRST_TRY)
    pair = ("service", "callee")
    called, waited = _read(answers, CALLED, pair), _read(answers, CALLED_SECONDS, pair, AT_FIRST_TRY)
    broken = _read(answers, CALLED, pair, ("failed",))
    loads = (Load(key[0], _track(key, served, failed, seconds, since)) for key in sorted(served) if key[0])
    edges = (
        Edge(key[0], key[1], waited=_track(key, called, broken, waited, since)) for key in sorted(called) if all(key)
    )
    return Signals(tuple(loads), tuple(edges))


def _read(answers: Mapping[str, Evidence], name: str, by: Key, outcomes: Key = ()) -> Series:
    """Sums by these labels and step, over these outcomes or over all."""
    answer = answers.get(name)
    found: defaultdict[Key, defaultdict[datetime, float]] = defaultdict(lambda: defaultdict(float))
    if answer is not None and isinstance(answer.observation, MetricSampled):
        for sample in answer.observation.samples:
            if not outcomes or sample.labels.get("outcome", "") in outcomes:
                found[_key(sample, by)][sample.at] += sample.value
    return found


def _key(sample: Sample, by: Key) -> Key:
    return tuple(sample.labels.get(label, "") for label in by)


def _track(key: Key, totals: Series, failed: Series, seconds: Series, since: datetime) -> Track:
    nothing: Mapping[datetime, float] = {}
    bad, took = failed.get(key, nothing), seconds.get(key, nothing)
    steps = [(at, Counts(n, bad.get(at, 0.0), took.get(at, 0.0))) for at, n in sorted(totals[key].items())]
    return Track(tuple(c for at, c in steps if at <= since), tuple(c for at, c in steps if at > since))
