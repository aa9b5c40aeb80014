"""When did it begin, when did it end? Change points in the share of bad requests.

The onset of an incident is found in the telemetry, not taken from the alert, which always comes later. Two segments
with one share of bad requests each, split where their binomial likelihood is highest (Hinkley, "Inference about the
change-point in a sequence of binomial variables", Biometrika 57, 1970).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    return max(_splits(series), key=lambda point: point.gain, default=None)


def improvement(series: Sequence[Step]) -> ChangePoint | None:
    """The likeliest change for the better, whatever else changed; None where nothing became better."""
    better = (point for point in _splits(series) if point.after < point.before)
    return max(better, key=lambda point: point.gain, default=None)


def _splits(series: Sequence[Step]) -> Iterator[ChangePoint]:
    """Every way to cut the series in two, the earliest first."""
    whole_total, whole_bad = sum(s.total for s in series), sum(s.bad for s in series)
    unsplit = _likelihood(whole_total, whole_bad)
    total, bad = 0.0, 0.0
    for step in series[:-1]:
        total, bad = total + step.total, bad + step.bad
        rest, rest_bad = whole_total - total, whole_bad - bad
        gain = _likelihood(total, bad) + _likelihood(rest, rest_bad) - unsplit
        yield ChangePoint(step.at, _share(total, bad), _share(rest, rest_bad), gain)


def onset(series: Sequence[Step], *, least_gain: float = 5.0) -> ChangePoint | None:
    """When it became worse; None where the counts do not say so.

    5 nats is odds of about 150 to 1 for a change at one given step. The time is the end of the last step before it.
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


def _share(total: float, bad: float) -> float:
    return bad / total if total else 0.0


def _likelihood(total: float, bad: float) -> float:
    """Log-likelihood of `bad` of `total` at their own share, in nats."""
    good = max(total - bad, 0.0)
    # Not log(part / total): of an interpolated count next to nothing the quotient is zero, and zero has no logarithm.
    return sum(part * (log(part) - log(total)) for part in (good, max(bad, 0.0)) if part > 0)
