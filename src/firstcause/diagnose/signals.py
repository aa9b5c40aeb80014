"""From the answers of the telemetry to what localisation looks at: loads and edges, in steps before and since.

Only answers that came at the first try tell how long a service takes: what was retried waited for somebody else, and a
refusal is quick. A service whose own calls have begun to fail spends its time on trying again, and its seconds tell
nothing of itself. It asks nobody anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
LEAST_FAILING = 0.01  # of the calls, more than before

Key = tuple[str, ...]
Series = Mapping[Key, Mapping[datetime, float]]


def border(incident: Incident, resolution: timedelta, *, waited: bool) -> datetime | None:
    """From when on the harm may have been felt, and a step more: the onset; once we have `waited` for it in vain, the
    first alert. None until then: a baseline that holds half of the harm tells nothing."""
    began, opened = incident.milestones.began, incident.opened_at
    if began and opened:
        return min(began.at, opened) - resolution
    return opened - resolution if opened and waited else None


def questions(since: datetime, baseline: timedelta, resolution: timedelta, settled: datetime) -> dict[str, Query]:
    """Four queries, by name of the answer, over the baseline and since, in equal steps that meet at `since`."""
    step = max(resolution, baseline / MOST_STEPS)
    steps = -(-baseline // step)
    window, seconds = Window(since - steps * step, settled), step.total_seconds()
    return {
        SERVED: telemetry.answered(window, step_seconds=seconds),
        SERVED_SECONDS: telemetry.answering_seconds(window, step_seconds=seconds),
        CALLED: telemetry.calls(window, step_seconds=seconds),
        CALLED_SECONDS: telemetry.calling_seconds(window, step_seconds=seconds),
    }


def signals(answers: Mapping[str, Evidence], since: datetime) -> Signals:
    """What the answers hold; empty where they are silent."""
    served, seconds = _read(answers, SERVED, ("service",)), _read(answers, SERVED_SECONDS, ("service",), AT_FIRST_TRY)
    failed = _read(answers, SERVED, ("service",), NOT_AT_FIRST_TRY)
    pair = ("service", "callee")
    called, waited = _read(answers, CALLED, pair), _read(answers, CALLED_SECONDS, pair, AT_FIRST_TRY)
    broken = _read(answers, CALLED, pair, ("failed",))
    edges = [Edge(k[0], k[1], waited=_track(k, called, broken, waited, since)) for k in sorted(called) if all(k)]
    trying_again = {edge.caller for edge in edges if edge.waited and _began_to_fail(edge.waited)}
    loads = [
        Load(key[0], _track(key, served, failed, {} if key[0] in trying_again else seconds, since))
        for key in sorted(served)
        if key[0]
    ]
    return Signals(tuple(loads), tuple(edges))


def _began_to_fail(track: Track) -> bool:
    """Whether clearly more of the calls fail than before."""
    return _failing(track.during) > _failing(track.before) + LEAST_FAILING


def _failing(steps: Sequence[Counts]) -> float:
    requests = sum(step.requests for step in steps)
    return sum(step.failed for step in steps) / requests if requests else 0.0


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
