"""When did it begin, when did it end? Change points in the share of bad requests.

The onset of an incident is found in the telemetry, not taken from the alert, which always comes later. Two segments
with one share of bad requests each, split where their binomial likelihood is highest (Hinkley, "Inference about the
change-point in a sequence of binomial variables", Biometrika 57, 1970).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt

from firstcause.model.evidence import Sample


@dataclass(frozen=True, slots=True)
class Step:
    """Requests that ended in (at - step, at], and how many of them were bad."""

    at: datetime
    total: float
    bad: float


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The end of the last step before the change; the shares of bad requests on both sides; and by how much (in
    nats) the split explains the counts better than one share for all."""

    at: datetime
    before: float
    after: float
    gain: float


def steps(totals: Sequence[Sample], bads: Sequence[Sample]) -> tuple[Step, ...]:
    """Two stepped answers as one series; steps that only one of them has are left out."""
    bad_at = {s.at: s.value for s in bads}
    return tuple(Step(s.at, s.value, min(bad_at[s.at], s.value)) for s in totals if s.at in bad_at)


def change_point(series: Sequence[Step]) -> ChangePoint | None:
    """The likeliest single change in the share of bad requests; None when there are fewer than two steps."""
    best: ChangePoint | None = None
    whole = _segment(series)
    total, bad = 0.0, 0.0
    for index in range(1, len(series)):
        total, bad = total + series[index - 1].total, bad + series[index - 1].bad
        rest_total, rest_bad = whole[0] - total, whole[1] - bad
        gain = _likelihood(total, bad) + _likelihood(rest_total, rest_bad) - _likelihood(*whole)
        if best is None or gain > best.gain:
            best = ChangePoint(series[index - 1].at, _share(total, bad), _share(rest_total, rest_bad), gain)
    return best


def onset(series: Sequence[Step], *, least_gain: float = 5.0) -> ChangePoint | None:
    """When it became worse; None where the counts do not say so.

    5 nats is odds of about 150 to 1 for a change at all. The time is that of the first bad request after the change,
    as far as the steps tell.
    """
    found = change_point(series)
    if found is None or found.gain < least_gain or found.after <= found.before:
        return None
    return found


def last_bad(series: Sequence[Step], allowed_share: float) -> datetime | None:
    """The end of the last step with more bad requests than `allowed_share` explains; None when there is none."""
    return next((s.at for s in reversed(series) if not within(s.total, s.bad, allowed_share)), None)


def within(total: float, bad: float, share: float) -> bool:
    """Whether `bad` of `total` is what a share like this explains: up to three standard deviations and one request
    above the expected number."""
    expected = total * share
    return bad <= expected + 3 * sqrt(expected * (1 - share)) + 1


def middle(point: ChangePoint, step: timedelta) -> datetime:
    """The best guess for the moment of the change: half a step after the last good step ended."""
    return point.at + step / 2


def _segment(series: Sequence[Step]) -> tuple[float, float]:
    return sum(s.total for s in series), sum(s.bad for s in series)


def _share(total: float, bad: float) -> float:
    return bad / total if total else 0.0


def _likelihood(total: float, bad: float) -> float:
    """Log-likelihood of `bad` of `total` at their own share, in nats."""
    good = max(total - bad, 0.0)
    return sum(part * log(part / total) for part in (good, max(bad, 0.0)) if part > 0)
