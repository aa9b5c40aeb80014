"""When did it begin, when did it end? Change points in the share of bad requests.

The onset of an incident is found in the telemetry, not taken from the alert, which always comes later. Two segments
with one share of bad requests each, split where their binomial likelihood is highest (Hinkley, "Inference about the
change-point in a sequence of binomial variables", Biometrika 57, 1970). Before the great change there may be lesser
ones, as when the first instances of a bad release are slow before they are wrong: who was hurt then was hurt by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt
from typing import Final

from firstcause.model.evidence import Sample

CLEARLY: Final = 0.2  # the share of bad requests beyond which a step is clearly bad
LEAST_BAD: Final = 3  # in two steps together: one unlucky request is no stretch
GAP_STEPS: Final = 10  # stretches no further apart belong together


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


def _splits(series: Sequence[Step], first: int = 1) -> Iterator[ChangePoint]:
    """Every way to cut the series in two, the earliest first, with at least `first` steps before the cut."""
    whole_total, whole_bad = sum(s.total for s in series), sum(s.bad for s in series)
    unsplit = _likelihood(whole_total, whole_bad)
    total, bad = sum(s.total for s in series[: first - 1]), sum(s.bad for s in series[: first - 1])
    for step in series[first - 1 : -1]:
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


def beginning(series: Sequence[Step], point: ChangePoint) -> ChangePoint:
    """`point`, or what came before it: the start of the clearly bad stretches that lead up to it, each no more than
    ten steps before the next."""
    first = next(n for n, step in enumerate(series) if step.at > point.at)
    known = first
    for n in sorted((n for n in _clearly_bad(series) if n < first), reverse=True):
        if first - n > GAP_STEPS:
            break
        first = n
    return next(_splits(series, first), point) if 0 < first < known else point


def relapse(series: Sequence[Step], since: datetime) -> datetime | None:
    """The end of the last clearly bad step after `since`; None where all stayed well."""
    return max((series[n].at for n in _clearly_bad(series) if series[n].at > since), default=None)


def _clearly_bad(series: Sequence[Step]) -> Iterator[int]:
    """Which steps are clearly bad, and are so together with a neighbour."""

    def bad(*steps: Step) -> bool:
        return sum(s.bad for s in steps) > CLEARLY * sum(s.total for s in steps)

    for n, step in enumerate(series):
        pairs = [(step, other) for other in (*series[max(n - 1, 0) : n], *series[n + 1 : n + 2])]
        if bad(step) and any(bad(*pair) and sum(s.bad for s in pair) >= LEAST_BAD for pair in pairs):
            yield n


def last_bad(series: Sequence[Step], allowed_share: float, least_share: float = 0.0) -> datetime | None:
    """The end of the last step with more bad requests than `allowed_share` explains, and than `least_share` of all;
    None when there is none."""
    bad = (
        s.at for s in reversed(series) if s.bad > least_share * s.total and not within(s.total, s.bad, allowed_share)
    )
    return next(bad, None)


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
